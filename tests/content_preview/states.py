"""The states in which each page can be shown, and what an author's link to one names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.programme.model import Activity, Asks, ChooseReading, Programme, Touchpoint


class State(StrEnum):
    """How a page stands for whoever looks at it."""

    OPEN = "open"
    CLOSED = "closed"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETE = "complete"
    ERROR = "error"
    NOTICED = "noticed"
    TRAINER = "trainer"


OF_ACTIVITY = (
    State.OPEN,
    State.CLOSED,
    State.DRAFT,
    State.SUBMITTED,
    State.RETURNED,
    State.COMPLETE,
    State.TRAINER,
)
OF_TASK = (*OF_ACTIVITY, State.ERROR)
OF_PART = (State.OPEN, State.CLOSED, State.TRAINER)


@dataclass(frozen=True, slots=True)
class Line:
    """One page in the list: its name, its way without the state, and the states in which it can be shown."""

    title: str
    way: str
    states: tuple[State, ...]
    is_part_of: bool = True

    def links(self) -> tuple[tuple[State, str], ...]:
        """Each state with its link."""
        return tuple((state, f"/preview/{state}/{self.way}") for state in self.states)


def list_states(asks: Asks) -> tuple[State, ...]:
    """The states of a task that asks for `asks`: one that requires nothing has no errors."""
    match asks:
        case ChooseReading():
            return OF_ACTIVITY
        case Touchpoint():
            return (*OF_TASK, State.NOTICED)
        case _:
            return OF_TASK


def list_lines(programme: Programme) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Every page of the programme, module by module."""
    return tuple(
        (
            f"Module {module.number}: {module.title}",
            tuple(line for activity in module.activities for line in _list_of(activity)),
        )
        for module in programme.modules
    )


def _list_of(activity: Activity) -> tuple[Line, ...]:
    week = f"Week {activity.week}: " if activity.week else "Case: "
    parts = (
        Line(f"{activity.part_name.capitalize()}: {part.title}", f"{activity.key}/part/{part.key}", OF_PART)
        for part in activity.parts
    )
    tasks = (
        Line(task.title, f"{activity.key}/task/{task.key}", list_states(task.asks)) for task in activity.tasks
    )
    return (Line(f"{week}{activity.title}", activity.key, OF_ACTIVITY, is_part_of=False), *parts, *tasks)
