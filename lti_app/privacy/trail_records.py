"""The audit trail: what was done that others must be able to hold somebody to, by whom and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant
from lti_app.privacy.deed_rules import Deed
from lti_app.secret_text import SecretText


class TrailLine(Base):
    """One deed. `deed` is a `Deed`, `subject` what it was done to (a certificate's number, a link's reference).

    `person_id` is whose matter it is. Who did it is a person, an administrator or, with neither, the service itself or
    somebody without an account. `reason` is in the doer's own words.
    """

    __tablename__ = "trail_lines"
    __table_args__ = (Index("ix_trail_lines_newest", "organisation_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    deed: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(64), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    by_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_trail_lines_by_person_id_people")
    )
    by_administrator_id: Mapped[int | None] = mapped_column(
        ForeignKey("administrators.id", ondelete="SET NULL")
    )
    reason: Mapped[str | None] = mapped_column(SecretText)


def add_trail_line(
    session: Session,
    *,
    organisation_id: int,
    deed: Deed,
    now: datetime,
    subject: str = "",
    person_id: int | None = None,
    by_person_id: int | None = None,
    by_administrator_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Write a line of the audit trail, in the caller's transaction: it stands only where the deed does."""
    session.add(
        TrailLine(
            at=now,
            organisation_id=organisation_id,
            deed=deed.value,
            subject=subject,
            person_id=person_id,
            by_person_id=by_person_id,
            by_administrator_id=by_administrator_id,
            reason=reason,
        )
    )
