"""When a cohort's weeks open: one after another from the first day, with breaks left out and workshops on their day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from lti_app.cohort.day_rules import LONDON
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import Dates
from lti_app.gate.weeks_rules import list_weeks
from lti_app.programme.model import ActivityKey, ActivityKind, Programme

WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which no week opens, the first and the last of them included."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """A cohort's calendar as a trainer sets it; `starts_on` None where there is none yet."""

    starts_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    workshop_on: Mapping[ActivityKey, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarFault:
    """What is wrong with a calendar, in plain words, and the field to go to."""

    field: str
    message: str


NO_PLAN = CalendarPlan()


def list_week_days(*, starts_on: date, pauses: Sequence[Pause], count: int) -> tuple[date, ...]:
    """The days on which `count` weeks open, one a week from `starts_on`; a day within a pause moves on by weeks.

    So the weekday stays what it was, and no two weeks open on one day.
    """
    days: list[date] = []
    day = starts_on
    while len(days) < count:
        if not any(pause.first_on <= day <= pause.last_on for pause in pauses):
            days.append(day)
        day += WEEK
    return tuple(days)


def decide_dates(*, programme: Programme, plan: CalendarPlan, late_on: date | None = None) -> Dates:
    """The days of a calendar for one person; `late_on` is a late starter's own first day.

    A late starter's weeks count from that day, but never open later than their workshop is held: the day is the
    same for everybody. The week of a workshop opens on its day at the latest.
    """
    if plan.starts_on is None:
        return Dates(workshop_on=plan.workshop_on)
    weeks = list_weeks(programme=programme)
    first = plan.starts_on if late_on is None else max(plan.starts_on, late_on)
    days = list_week_days(starts_on=first, pauses=plan.pauses, count=len(weeks))
    opens_on = {}
    for week, day in zip(weeks, days, strict=True):
        held = plan.workshop_on.get(week.key) if week.kind is ActivityKind.WORKSHOP else None
        opens_on[week.key] = day if held is None else min(day, held)
    return Dates(opens_on=opens_on, workshop_on=plan.workshop_on)


def decide_openings(
    *, programme: Programme, plan: CalendarPlan, policy: CohortPolicy
) -> Mapping[ActivityKey, datetime]:
    """The instant from which the LMS may show each week: the beginning of its day in London.

    Empty unless the calendar alone decides: in any other order a date that the LMS keeps could shut a week which is
    open here. A late starter's weeks open later, which only our own gate knows.
    """
    if policy is not CohortPolicy.CALENDAR:
        return {}
    days = decide_dates(programme=programme, plan=plan).opens_on
    return {key: datetime.combine(day, time(), LONDON).astimezone(UTC) for key, day in days.items()}


def find_pause_fault(pause: Pause) -> str | None:
    """What is wrong with a break, to be said behind its name; None where nothing is."""
    if pause.last_on < pause.first_on:
        return "ends before it begins"
    if pause.last_on - pause.first_on > LONGEST_PAUSE:
        return "is longer than a year: check its dates"
    return None


def list_calendar_faults(*, programme: Programme, plan: CalendarPlan) -> tuple[CalendarFault, ...]:
    """Everything that is wrong with a calendar; empty where nothing is."""
    faults = []
    for number, pause in enumerate(plan.pauses, start=1):
        if fault := find_pause_fault(pause):
            faults.append(CalendarFault(f"pause.{number}", f"Break {number} {fault}"))
    for key, day in plan.workshop_on.items():
        week = programme.find_activity(key)
        if week is None or week.kind is not ActivityKind.WORKSHOP:
            faults.append(CalendarFault(f"workshop.{key}", "That is no workshop of this programme"))
        elif plan.starts_on is not None and day < plan.starts_on:
            faults.append(CalendarFault(f"workshop.{key}", f"‘{week.title}’ is before the programme starts"))
    return tuple(faults)
