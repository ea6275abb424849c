"""Links to a line manager, the codes that prove who opened one, and the visits that they opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.visit_rules import EndedBecause


class LineManagerLink(Base):
    """A link to a line manager, by its digest alone. `browser_digest` is the browser in which it was used last."""

    __tablename__ = "line_manager_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_manager_id: Mapped[int] = mapped_column(
        ForeignKey("line_managers.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    is_mailed: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    browser_digest: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_because: Mapped[EndedBecause | None] = mapped_column(closed_set(EndedBecause))


class LineManagerCode(Base):
    """A code that was mailed for a link, to be typed in the browser that asked for it; kept as a keyed digest."""

    __tablename__ = "line_manager_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("line_manager_links.id", ondelete="CASCADE"), index=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class LineManagerVisitRecord(Base):
    """One stay at the desk, good only with the browser whose digest it carries, and while its link is good.

    `link_id` is None for a visit from a launch that named the person a mentor; `people` then are those whom it named,
    as numbers apart by spaces.
    """

    __tablename__ = "line_manager_visits"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    line_manager_id: Mapped[int] = mapped_column(
        ForeignKey("line_managers.id", ondelete="CASCADE"), index=True
    )
    link_id: Mapped[int | None] = mapped_column(ForeignKey("line_manager_links.id", ondelete="CASCADE"))
    people: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)


def find_open_link(session: Session, *, line_manager_id: int) -> LineManagerLink | None:
    """The link of that line manager which has not been ended; it may have expired."""
    return session.scalar(
        select(LineManagerLink)
        .where(LineManagerLink.line_manager_id == line_manager_id, LineManagerLink.ended_at.is_(None))
        .order_by(LineManagerLink.id.desc())
        .limit(1)
    )


def find_mailbox_link(
    session: Session, naming: LineManagerRecord, *, now: datetime
) -> LineManagerLink | None:
    """The newest link that works for whoever has that mailbox in the organisation, about whichever of their people.

    With the code that is mailed there it opens one desk with all of them.
    """
    return session.scalar(
        select(LineManagerLink)
        .join(LineManagerRecord, LineManagerRecord.id == LineManagerLink.line_manager_id)
        .where(
            LineManagerRecord.organisation_id == naming.organisation_id,
            LineManagerRecord.address_digest == naming.address_digest,
            LineManagerRecord.state == NamingState.CONFIRMED,
            LineManagerLink.ended_at.is_(None),
            LineManagerLink.expires_at > now,
        )
        .order_by(LineManagerLink.id.desc())
        .limit(1)
    )


def record_links_ended(
    session: Session, *, line_manager_id: int, because: EndedBecause, now: datetime
) -> None:
    """End every link of that line manager, and with them the visits that they opened."""
    session.execute(
        update(LineManagerLink)
        .where(LineManagerLink.line_manager_id == line_manager_id, LineManagerLink.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )


def count_codes(session: Session, naming: LineManagerRecord, *, since: datetime) -> int:
    """How many codes were mailed to that address about that person, whichever links and namings they were for."""
    query = (
        select(func.count(LineManagerCode.id))
        .join(LineManagerLink, LineManagerLink.id == LineManagerCode.link_id)
        .join(LineManagerRecord, LineManagerRecord.id == LineManagerLink.line_manager_id)
        .where(
            LineManagerRecord.person_id == naming.person_id,
            LineManagerRecord.address_digest == naming.address_digest,
            LineManagerCode.made_at > since,
        )
    )
    return session.scalar(query) or 0
