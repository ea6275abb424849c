"""Whether an activity or a task is open to a participant and, where it is not, what opens it."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.programme.model import Activity, ActivityKey, Programme, ReflectOn, Task, TaskRef


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands before a closed door: what to do, in plain words, where, and the tasks still to do."""

    text: str
    activity: ActivityKey
    missing: tuple[TaskRef, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """She may go in."""


@dataclass(frozen=True, slots=True)
class Closed:
    """She may not go in yet; each reason must be dealt with first."""

    reasons: tuple[Reason, ...]


Gate = Open | Closed


def list_essential(*, programme: Programme, activity: Activity) -> tuple[TaskRef, ...]:
    """The essential tasks of an activity and of the case activities that it includes, in their order."""
    included = (programme.activities[key] for key in activity.includes)
    return tuple(
        TaskRef(one.key, task.key) for one in (activity, *included) for task in one.tasks if task.essential
    )


def list_weeks(*, programme: Programme) -> tuple[Activity, ...]:
    """The weeks of the programme in the order in which they open."""
    weeks = (one for one in programme.activities.values() if one.week is not None)
    return tuple(sorted(weeks, key=lambda one: (one.module, one.week or 0)))


def list_weeks_of(*, programme: Programme, activity: Activity) -> tuple[Activity, ...]:
    """The weeks that an activity belongs to: itself where it is one, else those that include it, in order."""
    if activity.week is not None:
        return (activity,)
    return tuple(week for week in list_weeks(programme=programme) if activity.key in week.includes)


def decide_activity(
    *, programme: Programme, activity: Activity, done: frozenset[TaskRef], policy: CohortPolicy
) -> Gate:
    """Whether `activity` is open to somebody who has done `done`.

    A week opens when every essential task of every week before it is done by the participant; waiting for another
    person's word never closes what comes next. A case activity opens with the first week that shows it. The policy
    OPEN lifts the order of weeks. An activity that no week shows has nothing before it.
    """
    weeks = list_weeks_of(programme=programme, activity=activity)
    if policy is CohortPolicy.OPEN or not weeks:
        return Open()
    reasons = []
    for week in list_weeks(programme=programme):
        if week.key == weeks[0].key:
            break
        essential = list_essential(programme=programme, activity=week)
        missing = tuple(ref for ref in essential if ref not in done)
        if missing:
            reasons.append(Reason(_say_week(week, len(missing), len(essential)), week.key, missing))
    return Closed(tuple(reasons)) if reasons else Open()


def decide_task(*, programme: Programme, activity: Activity, task: Task, done: frozenset[TaskRef]) -> Gate:
    """Whether `task` is open, its activity being so; no policy lifts what a task waits for.

    A reflection on earlier answers waits for them, whether the pack says so or not.
    """
    needs = task.opens_after
    if isinstance(task.asks, ReflectOn) and task.asks.task not in needs:
        needs = (*needs, task.asks.task)
    missing = [ref for ref in needs if ref not in done]
    reasons = tuple(Reason(_say_task(programme, activity, ref), ref.activity, (ref,)) for ref in missing)
    return Closed(reasons) if reasons else Open()


def decide_both(
    *, programme: Programme, activity: Activity, task: Task, done: frozenset[TaskRef], policy: CohortPolicy
) -> Gate:
    """Whether `task` can be reached: its activity's gate first, then its own."""
    gate = decide_activity(programme=programme, activity=activity, done=done, policy=policy)
    if isinstance(gate, Closed):
        return gate
    return decide_task(programme=programme, activity=activity, task=task, done=done)


def name_week(activity: Activity) -> str:
    """How a week is named in a sentence: "Module 1, Week 2"; a case activity by its title."""
    if activity.week is None:
        return activity.title
    return f"Module {activity.module}, Week {activity.week}"


def _say_week(week: Activity, missing: int, total: int) -> str:
    tasks = "task" if total == 1 else "tasks"
    still = "is" if missing == 1 else "are"
    return (
        f"Finish {name_week(week)}, ‘{week.title}’: "
        f"{missing} of its {total} essential {tasks} {still} still to do."
    )


def _say_task(programme: Programme, activity: Activity, ref: TaskRef) -> str:
    title = programme.get_task(ref).title
    where = "" if ref.activity == activity.key else f", in ‘{programme.activities[ref.activity].title}’"
    return f"First submit the task ‘{title}’{where}."
