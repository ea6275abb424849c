"""What is waived and for whom, whose word a cohort waits for, and the line manager's sign-offs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.activity.completion_rules import AwaitedChoice
from lti_app.database import Base, Instant, closed_set
from lti_app.programme.model import SignOff
from lti_app.secret_text import SecretText


class Waiver(Base):
    """That an activity, or one task of it, may open before its turn: for a person, or for the cohort (None)."""

    __tablename__ = "waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(SecretText)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_waivers_set_by_id_people")
    )
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class WaitChoice(Base):
    """Whose word a cohort waits for before work is complete; a cohort without a row waits for nobody's."""

    __tablename__ = "wait_choices"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, autoincrement=False)
    reviews: Mapped[bool] = mapped_column(default=False)
    agreements: Mapped[bool] = mapped_column(default=False)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class GivenSignOff(Base):
    """That a person's line manager has given a sign-off; `void_at` where it no longer holds."""

    __tablename__ = "sign_offs"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    sign_off: Mapped[SignOff] = mapped_column(closed_set(SignOff))
    given_at: Mapped[datetime] = mapped_column(Instant)
    void_at: Mapped[datetime | None] = mapped_column(Instant)


def load_wait_choice(session: Session, *, cohort_id: int) -> AwaitedChoice:
    """Whose word the cohort waits for."""
    row = session.get(WaitChoice, cohort_id)
    return AwaitedChoice(row.reviews, row.agreements) if row is not None else AwaitedChoice()


def list_waivers(session: Session, *, cohort_id: int) -> list[Waiver]:
    """The waivers that stand in a cohort, newest first."""
    query = select(Waiver).where(Waiver.cohort_id == cohort_id, Waiver.ended_at.is_(None))
    return list(session.scalars(query.order_by(Waiver.set_at.desc(), Waiver.id.desc())))
