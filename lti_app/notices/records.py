"""Who wants the mail once a week, at which address, and for which week it was last decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.notices.weekly_rules import ChoiceState
from lti_app.secret_text import SecretText


class WeeklyChoice(Base):
    """One person's wish: a participant's or trainer's by `person_id`, a line manager's by `address_digest`.

    `address` is cleared when they stop. `asked_address` waits for its code to come back. `last_week` is the Monday for
    which it was decided last whether a mail goes, so that it goes once.
    """

    __tablename__ = "weekly_choices"
    __table_args__ = (UniqueConstraint("organisation_id", "address_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    address_digest: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[ChoiceState] = mapped_column(closed_set(ChoiceState), index=True)
    address: Mapped[str | None] = mapped_column(SecretText)
    asked_address: Mapped[str | None] = mapped_column(SecretText)
    code_digest: Mapped[str | None] = mapped_column(String(64))
    code_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    code_tries: Mapped[int] = mapped_column(default=0)
    codes_sent: Mapped[int] = mapped_column(default=0)
    codes_sent_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    last_week: Mapped[date | None] = mapped_column(Date)


def find_choice(session: Session, *, person_id: int) -> WeeklyChoice | None:
    """What that participant or trainer wishes."""
    return session.scalar(select(WeeklyChoice).where(WeeklyChoice.person_id == person_id))


def find_line_manager_choice(
    session: Session, *, organisation_id: int, address_digest: str
) -> WeeklyChoice | None:
    """What the line manager of that address wishes."""
    return session.scalar(
        select(WeeklyChoice).where(
            WeeklyChoice.organisation_id == organisation_id, WeeklyChoice.address_digest == address_digest
        )
    )
