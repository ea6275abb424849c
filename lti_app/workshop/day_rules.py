"""What belongs to a workshop's day: the cases given out in it, in the order in which its sessions use them."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.gate.facts_rules import Target
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    PartRef,
    Programme,
    Questions,
    TaskRef,
)
from lti_app.workshop.release_rules import list_targets


@dataclass(frozen=True, slots=True)
class GivenCase:
    """A case that is given out in a workshop, what of it can be, and the sessions that use it."""

    activity: Activity
    targets: tuple[Target, ...]
    sessions: tuple[str, ...]


def find_workshop(*, programme: Programme, key: str) -> Activity | None:
    """The workshop week of that key or further address; None where there is none."""
    activity = programme.find_activity(key)
    return activity if activity is not None and activity.kind is ActivityKind.WORKSHOP else None


def list_workshops(*, programme: Programme) -> tuple[Activity, ...]:
    """The workshop weeks, in their order."""
    weeks = (one for one in programme.activities.values() if one.kind is ActivityKind.WORKSHOP)
    return tuple(sorted(weeks, key=lambda one: (one.module, one.week or 0)))


def list_given_cases(*, programme: Programme, workshop: Activity) -> tuple[GivenCase, ...]:
    """The cases of the day that wait for a release, by session; those that no session names come last."""
    sessions = workshop.workshop.sessions if workshop.workshop else ()
    used = [key for session in sessions for key in session.run_sheet.uses]
    completing = [one.key for one in programme.activities.values() if one.attendance_of == workshop.key]
    keys = dict.fromkeys((*used, *workshop.includes, *workshop.shows, *completing, workshop.key))
    cases = []
    for key in keys:
        activity = programme.activities.get(key)
        targets = list_targets(activity=activity) if activity else ()
        if activity and targets:
            titles = tuple(one.title for one in sessions if key in one.run_sheet.uses)
            cases.append(GivenCase(activity, targets, titles))
    return tuple(cases)


def name_target(*, programme: Programme, target: Target) -> str:
    """How what is given out is called: a part's or a task's title, or that of the whole activity."""
    key = target.activity if isinstance(target, PartRef | TaskRef) else target
    activity = programme.activities.get(key)
    if activity is None:
        return key
    match target:
        case PartRef(part=part_key):
            part = activity.find_part(part_key)
            return part.title if part else part_key
        case TaskRef(task=task_key):
            task = activity.find_task(task_key)
            return task.title if task else task_key
        case _:
            return activity.title


def list_question_tasks(*, programme: Programme, workshop: Activity) -> tuple[TaskRef, ...]:
    """The tasks in which participants ask their questions for this workshop: those of its module's weeks before it."""
    return tuple(
        TaskRef(ActivityKey(one.key), task.key)
        for one in programme.activities.values()
        if one.module == workshop.module and one.week is not None and one.week < (workshop.week or 0)
        for task in one.tasks
        if isinstance(task.asks, Questions)
    )
