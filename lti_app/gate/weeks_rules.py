"""The weeks in their order, what belongs to each, and what of it is the participant's own part."""

from __future__ import annotations

from lti_app.gate.facts_rules import VERIFIED, GateFacts, mark_attended
from lti_app.gate.kept_rules import kept
from lti_app.programme.model import Activity, ActivityKind, Condition, Programme, TaskKey, TaskRef


def list_weeks(*, programme: Programme) -> tuple[Activity, ...]:
    """The weeks of the programme in the order in which they open."""

    def find() -> tuple[Activity, ...]:
        weeks = (one for one in programme.activities.values() if one.week is not None)
        return tuple(sorted(weeks, key=lambda one: (one.module, one.week or 0)))

    return programme.keep(("list_weeks",), find)


@kept
def list_weeks_of(*, programme: Programme, activity: Activity) -> tuple[Activity, ...]:
    """The weeks that an activity counts towards: itself where it is one, else those that include it, in order."""
    if activity.week is not None:
        return (activity,)
    return tuple(week for week in list_weeks(programme=programme) if activity.key in week.includes)


@kept
def list_weeks_before(*, programme: Programme, activity: Activity) -> tuple[Activity, ...]:
    """The weeks that come before `activity`, which is one."""
    place = (activity.module, activity.week or 0)
    return tuple(one for one in list_weeks(programme=programme) if (one.module, one.week or 0) < place)


@kept
def list_essential(*, programme: Programme, activity: Activity) -> tuple[TaskRef, ...]:
    """The participant's own part of an activity, in its order: what the gate asks for, and no other person's word.

    Its essential tasks, those of the cases it includes, and the tasks elsewhere that count for it. A workshop asks
    for none, nor does a case that is complete with a workshop's attendance.
    """
    if activity.attendance_of is not None:
        return ()
    refs = [TaskRef(activity.key, task.key) for task in activity.tasks if task.essential]
    for key in activity.includes:
        refs.extend(list_essential(programme=programme, activity=programme.activities[key]))
    counting = programme.list_counting_for(activity.key) if activity.week is not None else ()
    return tuple(dict.fromkeys((*refs, *counting)))


@kept
def list_required(*, programme: Programme, activity: Activity) -> tuple[TaskRef, ...]:
    """All that must count before an activity is complete, with the marks of attendance and verification.

    A workshop is complete with its attendance alone, and so is a case that completes with it.
    """
    if activity.attendance_of is not None:
        return (mark_attended(activity.attendance_of),)
    refs = [TaskRef(activity.key, task.key) for task in activity.tasks if task.essential]
    for key in activity.includes:
        refs.extend(list_required(programme=programme, activity=programme.activities[key]))
    if activity.kind is ActivityKind.PORTFOLIO:
        refs.append(VERIFIED)
    counting = programme.list_counting_for(activity.key) if activity.week is not None else ()
    return tuple(dict.fromkeys((*refs, *counting)))


@kept
def find_conditions(*, programme: Programme, activity: Activity) -> dict[TaskKey, tuple[Condition, ...]]:  # noqa: ARG001 - as every rule that is kept
    """What each task of an activity waits for."""
    return {task.key: task.conditions for task in activity.tasks}


def list_missing(*, programme: Programme, activity: Activity, facts: GateFacts) -> tuple[TaskRef, ...]:
    """What the participant has still to do of their own part; nothing where it was completed once."""
    if activity.key in facts.completed:
        return ()
    return tuple(
        ref for ref in list_essential(programme=programme, activity=activity) if ref not in facts.done
    )


def decide_workshop_done(*, workshop: Activity, facts: GateFacts) -> bool:
    """Whether a workshop's week counts as done by the participant: its day has passed, or the register is marked."""
    day = facts.dates.workshop_on.get(workshop.key)
    known = facts.registers | facts.attended | facts.completed
    return workshop.key in known or (day is not None and day < facts.today)


def decide_earned(*, activity: Activity, facts: GateFacts) -> bool:
    """Whether the person has been in there already, so that no later rule may close it.

    A case that a workshop's attendance completes may be complete and never have been given out: that opens nothing.
    """
    if any(ref.activity == activity.key for ref in facts.done):
        return True
    return activity.key in facts.completed and activity.completes_with is None


def name_week(activity: Activity) -> str:
    """How a week is named in a sentence: "Module 1, Week 2"; a case activity by its title."""
    if activity.week is None:
        return activity.title
    return f"Module {activity.module}, Week {activity.week}"
