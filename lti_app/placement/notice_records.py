"""Notices that an LMS sends by itself: where it was asked to send them, and which have been taken already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.database import Base, Instant


class NoticeHandler(Base):
    """That a deployment's LMS offers notices, and since when it knows where to send them; `why` says why not yet."""

    __tablename__ = "notice_handlers"

    deployment_row_id: Mapped[int] = mapped_column(
        ForeignKey("deployments.id"), primary_key=True, autoincrement=False
    )
    address: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    registered_at: Mapped[datetime | None] = mapped_column(Instant)
    why: Mapped[str | None] = mapped_column(Text)


class TakenNotice(Base):
    """A notice that was taken: each is good once. Kept until it could not be replayed any more."""

    __tablename__ = "taken_notices"
    __table_args__ = (UniqueConstraint("platform_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
