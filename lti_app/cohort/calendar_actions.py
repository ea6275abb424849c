"""A cohort's policy and calendar as a trainer sets them; each change in one transaction."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete

from lti_app.cohort.calendar_records import CalendarBreak, CohortCalendar, LateStart, WorkshopDay, write_seen
from lti_app.cohort.calendar_rules import CalendarFault, CalendarPlan, list_calendar_faults
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, lock_cohort
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.programme.model import Programme

CHANGED_SINCE = CalendarFault(
    "start",
    "The calendar has been changed since you opened this page, and nothing of yours is saved. Look at it in another "
    "tab; to put what stands here in its place, save again",
)


def set_policy(*, cohort_id: int, policy: CohortPolicy) -> None:
    """In what order the cohort's weeks open from now on; what somebody has worked on stays open to them."""
    with transaction() as session:
        cohort = session.get(Cohort, cohort_id)
        if cohort is None:
            raise NotHere("no such cohort")
        cohort.policy = policy


def set_calendar(
    *,
    programme: Programme,
    cohort_id: int,
    plan: CalendarPlan,
    by_id: int,
    now: datetime,
    seen: str | None = None,
) -> tuple[CalendarFault, ...]:
    """Empty where the calendar is set as `plan` says, in place of the one before; else what is wrong with it.

    `seen` is which calendar the plan was made on (`write_seen`); another trainer's that came since is not replaced.
    """
    faults = list_calendar_faults(programme=programme, plan=plan)
    if faults:
        return faults
    with transaction() as session:
        lock_cohort(session, cohort_id)
        if seen is not None and seen != write_seen(session.get(CohortCalendar, cohort_id)):
            return (CHANGED_SINCE,)
        session.merge(
            CohortCalendar(cohort_id=cohort_id, starts_on=plan.starts_on, set_at=now, set_by_id=by_id)
        )
        session.execute(delete(CalendarBreak).where(CalendarBreak.cohort_id == cohort_id))
        session.execute(delete(WorkshopDay).where(WorkshopDay.cohort_id == cohort_id))
        for pause in plan.pauses:
            session.add(CalendarBreak(cohort_id=cohort_id, first_on=pause.first_on, last_on=pause.last_on))
        for key, day in plan.workshop_on.items():
            week = programme.find_activity(key)
            session.add(WorkshopDay(cohort_id=cohort_id, workshop_key=week.key if week else key, held_on=day))
    return ()


def set_late_start(
    *, cohort_id: int, person_id: int, starts_on: date | None, by_id: int, now: datetime
) -> None:
    """The person's weeks count from their own first day, or from the cohort's again (None). Raises NotHere."""
    with transaction() as session:
        here = session.query(Membership).filter_by(cohort_id=cohort_id, person_id=person_id)
        if here.one_or_none() is None:
            raise NotHere("no such person in this cohort")
        session.execute(
            delete(LateStart).where(LateStart.cohort_id == cohort_id, LateStart.person_id == person_id)
        )
        if starts_on is not None:
            session.add(
                LateStart(
                    cohort_id=cohort_id,
                    person_id=person_id,
                    starts_on=starts_on,
                    set_at=now,
                    set_by_id=by_id,
                )
            )
