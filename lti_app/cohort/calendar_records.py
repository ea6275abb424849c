"""A cohort's calendar: its first day, its breaks, its workshops' days, and late starters' own first days."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.cohort.calendar_rules import CalendarPlan, Pause
from lti_app.database import Base, Instant
from lti_app.programme.model import ActivityKey


class CohortCalendar(Base):
    """The first day of a cohort's programme; who set the calendar last, and when."""

    __tablename__ = "cohort_calendars"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, autoincrement=False)
    starts_on: Mapped[date | None] = mapped_column(Date)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


def write_seen(calendar: CohortCalendar | None) -> str:
    """What a form carries to say which calendar it was opened on; "" where none was set."""
    return calendar.set_at.isoformat() if calendar is not None else ""


class CalendarBreak(Base):
    """Days on which no week opens."""

    __tablename__ = "calendar_breaks"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)


class WorkshopDay(Base):
    """The day on which a cohort holds a workshop."""

    __tablename__ = "workshop_days"
    __table_args__ = (UniqueConstraint("cohort_id", "workshop_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    workshop_key: Mapped[str] = mapped_column(String(64))
    held_on: Mapped[date] = mapped_column(Date)


class LateStart(Base):
    """A late starter's own first day in a cohort."""

    __tablename__ = "late_starts"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_late_starts_set_by_id_people")
    )


def load_calendar_plan(session: Session, *, cohort_id: int) -> CalendarPlan:
    """The cohort's calendar; an empty one where none is set."""
    calendar = session.get(CohortCalendar, cohort_id)
    breaks = session.scalars(
        select(CalendarBreak).where(CalendarBreak.cohort_id == cohort_id).order_by(CalendarBreak.first_on)
    )
    days = session.scalars(select(WorkshopDay).where(WorkshopDay.cohort_id == cohort_id))
    return CalendarPlan(
        starts_on=calendar.starts_on if calendar else None,
        pauses=tuple(Pause(one.first_on, one.last_on) for one in breaks),
        workshop_on={ActivityKey(day.workshop_key): day.held_on for day in days},
    )


def list_late_starts(session: Session, *, cohort_id: int) -> dict[int, date]:
    """Each late starter's own first day, by person."""
    rows = session.scalars(select(LateStart).where(LateStart.cohort_id == cohort_id))
    return {row.person_id: row.starts_on for row in rows}
