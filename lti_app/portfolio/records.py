"""What is remembered of portfolios: what each person chose, and what they handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant
from lti_app.portfolio.choice_rules import Choice, load_choice, write_choice
from lti_app.secret_text import SecretText


class PortfolioChoice(Base):
    """What a person wants in their portfolio, and to which concern it speaks (JSON); no row: what is offered."""

    __tablename__ = "portfolio_choices"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    choice: Mapped[str] = mapped_column(SecretText)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class HandedOver(Base):
    """A portfolio as it was handed over, never changed; `number` rises with each.

    `taken_back_at` where its writer took it back before it was verified: nobody else reads it from then on.
    """

    __tablename__ = "handed_over"
    __table_args__ = (UniqueConstraint("person_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    number: Mapped[int]
    contents: Mapped[str] = mapped_column(SecretText)
    digest: Mapped[str] = mapped_column(String(64))
    handed_over_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


def find_handed_over(session: Session, *, person_id: int) -> HandedOver | None:
    """The portfolio handed over last; None where it was taken back."""
    query = select(HandedOver).where(HandedOver.person_id == person_id)
    found = session.scalar(query.order_by(HandedOver.number.desc()).limit(1))
    return found if found is not None and found.taken_back_at is None else None


def find_last_number(session: Session, *, person_id: int) -> int:
    """The number of the last portfolio that the person handed over, taken back or not; 0 for none."""
    query = select(func.max(HandedOver.number)).where(HandedOver.person_id == person_id)
    return session.scalar(query) or 0


def find_choice(session: Session, *, person_id: int) -> Choice | None:
    """What the person has chosen; None where they have not chosen yet."""
    found = session.get(PortfolioChoice, person_id)
    return load_choice(found.choice) if found is not None else None


def record_choice(session: Session, *, person_id: int, choice: Choice, now: datetime) -> None:
    """Keep what the person has chosen, in place of an earlier choice."""
    session.merge(PortfolioChoice(person_id=person_id, choice=write_choice(choice), saved_at=now))


def list_handed_over(session: Session, *, person_id: int) -> list[HandedOver]:
    """Every portfolio that the person handed over, taken back or not, the last first."""
    query = select(HandedOver).where(HandedOver.person_id == person_id)
    return list(session.scalars(query.order_by(HandedOver.number.desc())))
