"""The outbox: one row for each person and placement that the LMS must be told of, and whether it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.score_delivery.rules import ScoreState


class ScoreRow(Base):
    """The score that stands for a person in a placement, and how far it has got.

    `version` rises with each new score; a verdict counts only for the version that was sent. `stamped_at` is the
    `timestamp` last sent for this person and line item, whole seconds: the next must be later.
    """

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("placement_id", "person_id"),
        Index("ix_scores_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"), index=True)
    given: Mapped[int]
    maximum: Mapped[int]
    earned_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int]
    state: Mapped[ScoreState] = mapped_column(closed_set(ScoreState))
    due_at: Mapped[datetime] = mapped_column(Instant)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    stamped_at: Mapped[datetime | None] = mapped_column(Instant)
    conflicts: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
