"""What stands waived in a cohort, and what could be, as its trainer sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.gate.records import list_waivers
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Activity, Programme


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """A waiver that stands: for whom (the whole cohort where `person` is ""), for what, why, and by whom since when."""

    waiver_id: int
    person: str
    what: str
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class WaivableActivity:
    """Something that may open before its turn: an activity, and each task of it, as pairs of value and title."""

    value: str
    title: str
    tasks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WaiversPage:
    """What stands waived, and what can be waived for whom."""

    waivers: tuple[WaiverLine, ...]
    activities: tuple[WaivableActivity, ...]
    people: tuple[tuple[int, str], ...]


def get_waivers_page(*, programme: Programme, cohort_id: int) -> WaiversPage:
    """The waivers of a cohort, from two queries."""
    with read_only() as session:
        rows = session.execute(
            select(Person.id, Person.names, Membership.role, Membership.left_at, Membership.standing)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.cohort_id == cohort_id)
        ).all()
        waivers = list_waivers(session, cohort_id=cohort_id)
        names = {row.id: read_name(row.names, row.id, role=row.role) for row in rows}
        here = [
            (row.id, names[row.id])
            for row in rows
            if row.role is Role.PARTICIPANT and row.left_at is None and row.standing is Standing.TAKING_PART
        ]
        return WaiversPage(
            waivers=tuple(
                WaiverLine(
                    waiver_id=one.id,
                    person="" if one.person_id is None else names.get(one.person_id, "Somebody who has left"),
                    what=_name_waived(programme, one.activity_key, one.task_key),
                    reason=one.reason,
                    set_by=names.get(one.set_by_id or 0, "a trainer who is no longer here"),
                    set_at=one.set_at,
                )
                for one in waivers
            ),
            activities=tuple(_waivable(one) for one in programme.activities.values()),
            people=tuple(sorted(here, key=lambda one: (one[1].casefold(), one[0]))),
        )


def _waivable(activity: Activity) -> WaivableActivity:
    tasks = tuple((f"{activity.key}/{task.key}", task.title) for task in activity.tasks)
    return WaivableActivity(activity.key, _title_of(activity), tasks)


def _name_waived(programme: Programme, activity_key: str, task_key: str) -> str:
    activity = programme.find_activity(activity_key)
    if activity is None:
        return activity_key
    task = activity.find_task(task_key) if task_key else None
    return f"{_title_of(activity)}, the task ‘{task.title}’" if task else _title_of(activity)


def _title_of(activity: Activity) -> str:
    if activity.week is None:
        return activity.title
    return f"{name_week(activity)}: {activity.title}"
