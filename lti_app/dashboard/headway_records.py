"""How far each person's own work has come, kept with every step so that a cohort of thousands can be looked over, and
after how many days a cohort's trainers call somebody stuck."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.dashboard.pace_rules import STUCK_AFTER_DAYS, Headway
from lti_app.database import Base, Instant


class HeadwayRecord(Base):
    """How far a person has come, and when they last took a step: their own work, or a mark in a register.

    Both are places of weeks (`pace_rules.place_of`). It says again, for a quick look, what the submissions say.
    """

    __tablename__ = "headway"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    reached: Mapped[int]
    stands_at: Mapped[int]
    moved_at: Mapped[datetime] = mapped_column(Instant)


class PaceChoice(Base):
    """After how many days without a step a cohort's trainers call somebody stuck."""

    __tablename__ = "pace_choices"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, autoincrement=False)
    stuck_after: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


def record_headway(session: Session, *, person_id: int, headway: Headway, now: datetime) -> None:
    """Keep a step: where the person stands now, and the furthest week of all that they have worked on."""
    dialect = session.get_bind().dialect.name
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(HeadwayRecord)
    statement = insert.values(
        person_id=person_id, reached=headway.reached, stands_at=headway.stands_at, moved_at=now
    )
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[HeadwayRecord.person_id],
            set_={
                "reached": case(
                    (new.reached > HeadwayRecord.reached, new.reached), else_=HeadwayRecord.reached
                ),
                "stands_at": new.stands_at,
                "moved_at": new.moved_at,
            },
        )
    )


def find_stuck_after(session: Session, *, cohort_id: int) -> int:
    """After how many days somebody of the cohort is called stuck."""
    row = session.get(PaceChoice, cohort_id)
    return row.stuck_after if row is not None else STUCK_AFTER_DAYS
