"""A cohort's calendar as its trainer sees it: what is set, who starts late, and each week's dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.calendar_form_rules import CalendarForm, write_calendar_form
from lti_app.cohort.calendar_records import (
    CohortCalendar,
    list_late_starts,
    load_calendar_plan,
    write_seen,
)
from lti_app.cohort.calendar_rules import CalendarPlan, decide_dates, decide_openings
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.gate.weeks_rules import list_weeks, name_week
from lti_app.programme.model import ActivityKey, ActivityKind, Programme


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A participant who takes part; `late_on` is their own first day, None where they start with the others."""

    person_id: int
    name: str
    late_on: date | None


@dataclass(frozen=True, slots=True)
class WeekDates:
    """A week, when it opens by the calendar, and when its workshop is held; None where no day is known."""

    name: str
    title: str
    opens_on: date | None
    held_on: date | None
    is_workshop: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The calendar and policy of a cohort, to be changed.

    `weeks` are the dates of the calendar in the form, for `person` where one is chosen. `is_preview`: not kept yet.
    `seen` tells the calendar that is kept from a later one.
    """

    form: CalendarForm
    workshops: tuple[tuple[str, str], ...]
    weeks: tuple[WeekDates, ...]
    people: tuple[PersonChoice, ...]
    person: PersonChoice | None
    is_preview: bool
    seen: str


def list_workshop_titles(programme: Programme) -> tuple[tuple[str, str], ...]:
    """Key and title of each workshop week, in order."""
    return tuple(
        (one.key, f"Module {one.module}: {one.title}")
        for one in list_weeks(programme=programme)
        if one.kind is ActivityKind.WORKSHOP
    )


def get_calendar_page(
    *,
    programme: Programme,
    cohort_id: int,
    person_id: int | None = None,
    typed: CalendarForm | None = None,
) -> CalendarPage:
    """The calendar as it is set, or as `typed`; `person_id` names whose dates are shown, None for the cohort's."""
    with read_only() as session:
        cohort = session.get_one(Cohort, cohort_id)
        plan = load_calendar_plan(session, cohort_id=cohort_id)
        people = _list_people(session, cohort_id)
        policy = CohortPolicy(cohort.policy)
        seen = write_seen(session.get(CohortCalendar, cohort_id))
    form = typed or write_calendar_form(plan=plan, policy=policy)
    person = next((one for one in people if one.person_id == person_id), None)
    return CalendarPage(
        form=form,
        workshops=list_workshop_titles(programme),
        weeks=_list_dates(programme, form.plan, person) if not form.faults else (),
        people=people,
        person=person,
        is_preview=typed is not None,
        seen=seen,
    )


def list_openings(*, programme: Programme, cohort_id: int) -> Mapping[ActivityKey, datetime]:
    """From when the LMS may show each week of a cohort that goes by the calendar; empty for any other."""
    with read_only() as session:
        policy = CohortPolicy(session.get_one(Cohort, cohort_id).policy)
        plan = load_calendar_plan(session, cohort_id=cohort_id)
    return decide_openings(programme=programme, plan=plan, policy=policy)


def _list_people(session: Session, cohort_id: int) -> tuple[PersonChoice, ...]:
    late = list_late_starts(session, cohort_id=cohort_id)
    rows = session.execute(
        select(Person.id, Person.names)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            Membership.left_at.is_(None),
            Membership.standing == Standing.TAKING_PART,
        )
    )
    people = [PersonChoice(number, read_name(names, number), late.get(number)) for number, names in rows]
    return tuple(sorted(people, key=lambda one: (one.name.casefold(), one.person_id)))


def _list_dates(
    programme: Programme, plan: CalendarPlan, person: PersonChoice | None
) -> tuple[WeekDates, ...]:
    dates = decide_dates(programme=programme, plan=plan, late_on=person.late_on if person else None)
    return tuple(
        WeekDates(
            name=name_week(week),
            title=week.title,
            opens_on=dates.opens_on.get(week.key),
            held_on=dates.workshop_on.get(week.key),
            is_workshop=week.kind is ActivityKind.WORKSHOP,
        )
        for week in list_weeks(programme=programme)
    )
