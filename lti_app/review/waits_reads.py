"""Whose word a cohort waits for, and for which tasks the programme would have it wait, gathered."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.activity.completion_rules import AwaitedChoice, judge_awaited
from lti_app.database import read_only
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.records import load_wait_choice
from lti_app.programme.model import Programme, TaskRef

ALL = AwaitedChoice(reviews=True, agreements=True)


@dataclass(frozen=True, slots=True)
class WaitsTask:
    """A task that would wait, and where it stands."""

    ref: TaskRef
    title: str
    activity_title: str


@dataclass(frozen=True, slots=True)
class WaitsPage:
    """What the cohort has chosen, and the tasks that each choice is about."""

    choice: AwaitedChoice
    reviewed: tuple[WaitsTask, ...]
    agreements: tuple[WaitsTask, ...]


def get_waits_page(*, programme: Programme, cohort_id: int) -> WaitsPage:
    """The page on which a trainer chooses what the cohort waits for."""
    with read_only() as session:
        choice = load_wait_choice(session, cohort_id=cohort_id)
    return WaitsPage(
        choice, _list_tasks(programme, Awaited.TRAINER), _list_tasks(programme, Awaited.LINE_MANAGER)
    )


def _list_tasks(programme: Programme, awaited: Awaited) -> tuple[WaitsTask, ...]:
    return tuple(
        WaitsTask(TaskRef(activity.key, task.key), task.title, activity.title)
        for activity in programme.activities.values()
        for task in activity.tasks
        if judge_awaited(task.asks, choice=ALL) is awaited
    )
