"""What of an activity is open to somebody, and its tasks in a list, each with its state."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.activity.page_rules import (
    HAS_BEEN_SENT,
    ClosedPage,
    TaskGroup,
    TaskLine,
    decide_task_state,
    make_task_line,
    write_line,
)
from lti_app.activity.state_rules import PersonStates
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.rules import Closed, Open, decide_activity, decide_task
from lti_app.programme.model import Activity, ActivityKey, Programme, Task, TaskRef


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate and the states are decided from; a trainer's preview has nothing done and nothing closed."""

    is_preview: bool
    gate: GateFacts
    states: PersonStates
    drafted: frozenset[TaskRef]

    @property
    def done(self) -> frozenset[TaskRef]:
        """The tasks that the person has submitted."""
        return self.gate.done


def find_closed(
    facts: Facts, programme: Programme, activity: Activity, task: Task | None = None
) -> ClosedPage | None:
    """The page of a closed activity or, where `task` is given, of a closed task; None where she may go in."""
    if facts.is_preview:
        return None
    gate = decide_activity(programme=programme, activity=activity, facts=facts.gate)
    line = write_line(programme=programme, activity=activity)
    if isinstance(gate, Closed):
        return ClosedPage(activity.title, line, gate.reasons, activity.key, is_task=False)
    if task is None:
        return None
    gate = decide_task(programme=programme, activity=activity, task=task, facts=facts.gate)
    if isinstance(gate, Closed):
        return ClosedPage(task.title, f"{line} · {activity.title}", gate.reasons, activity.key, is_task=True)
    return None


def list_groups(facts: Facts, programme: Programme, activity: Activity) -> tuple[TaskGroup, ...]:
    """The tasks of an activity, of the cases it includes, and those that count for it, each with its state.

    Of a case that is closed nothing stands here but what the page's list of cases says.
    """
    held: dict[ActivityKey, tuple[Task, ...]] = {
        key: programme.activities[key].tasks for key in activity.includes
    }
    for ref in programme.list_counting_for(activity.key):
        held[ref.activity] = (*held.get(ref.activity, ()), programme.get_task(ref))
    held[activity.key] = activity.tasks
    return tuple(
        TaskGroup(
            activity_key=key,
            title=programme.activities[key].title,
            is_own=key == activity.key,
            tasks=tuple([_line_of(facts, programme, programme.activities[key], task) for task in tasks]),
        )
        for key, tasks in held.items()
        if tasks and _is_open(facts, programme, programme.activities[key])
    )


def _is_open(facts: Facts, programme: Programme, activity: Activity) -> bool:
    gate = decide_activity(programme=programme, activity=activity, facts=facts.gate)
    return facts.is_preview or isinstance(gate, Open)


def _line_of(facts: Facts, programme: Programme, activity: Activity, task: Task) -> TaskLine:
    ref = TaskRef(activity.key, task.key)
    gate = decide_task(programme=programme, activity=activity, task=task, facts=facts.gate)
    reasons = gate.reasons if isinstance(gate, Closed) and not facts.is_preview else ()
    done, drafted, returned = facts.gate.done, facts.drafted, facts.gate.returned
    state = decide_task_state(ref=ref, closed=bool(reasons), done=done, drafted=drafted, returned=returned)
    return make_task_line(
        programme=programme,
        activity=activity,
        task=task,
        state=state,
        has_changes=state in HAS_BEEN_SENT and ref in drafted,
        why=tuple([reason.text for reason in reasons]),
    )
