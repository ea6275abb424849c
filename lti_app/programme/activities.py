"""What can be placed in a course page, and what it holds: activities, their tasks and their parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.programme.asks import Asks, ReflectOn
from lti_app.programme.conditions import After, Condition
from lti_app.programme.texts import ActivityKey, Line, PartKey, Prose, Source, TaskKey, TaskRef
from lti_app.programme.workshop import Workshop

Outcome = Line
"""A learning outcome of a module or an activity, an aim or a key question."""


class Readers(StrEnum):
    """Who besides the participant may ever read what is written for a task."""

    NOBODY = "participant"
    TRAINER = "trainer"
    LINE_MANAGER_AND_TRAINER = "line manager and trainer"
    LINE_MANAGER_IF_HANDED_OVER = "line manager if handed over"


class ActivityKind(StrEnum):
    """What sort of activity it is; a reading week and a workshop complete otherwise than a study week."""

    STUDY = "study"
    READING = "reading"
    WORKSHOP = "workshop"
    CASE = "case"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that an activity asks of a participant.

    `opens` adds to `opens_after`; `conditions` has both. `counts_for` names the week that shows this task of another
    activity as its own and needs it, and `sessions` those of that week's workshop in which it is taken up.
    """

    key: TaskKey
    title: str
    question: Prose
    asks: Asks
    essential: bool
    readers: Readers
    minutes: int
    opens_after: tuple[TaskRef, ...]
    outline: str | None
    source: Source
    opens: tuple[Condition, ...] = ()
    counts_for: ActivityKey | None = None
    sessions: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that must be so before it opens: `opens`, `opens_after`, and the answers it reflects on."""
        needs = dict.fromkeys(self.opens_after)
        if isinstance(self.asks, ReflectOn):
            needs[self.asks.task] = None
        return (*self.opens, *(After(ref) for ref in needs))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a case's text, which opens by itself."""

    key: PartKey
    title: str
    text: Prose
    opens: tuple[Condition, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Activity:
    """What can be placed in a course page: a week, a case activity, or the portfolio.

    `week` is None for all but weeks. `includes` names the cases whose work this week shows and needs, `shows` those
    that it shows and does not need. `opens` says all that must be so before it opens. `also` are further addresses of
    it. `completes_with` names the workshop with whose attendance this case is complete, whatever its tasks.
    """

    key: ActivityKey
    kind: ActivityKind
    module: int
    week: int | None
    title: str
    summary: str
    purpose: Prose
    outcomes: tuple[Outcome, ...]
    tasks: tuple[Task, ...]
    includes: tuple[ActivityKey, ...]
    trainer_notes: tuple[Prose, ...]
    source: Source
    shows: tuple[ActivityKey, ...] = ()
    opens: tuple[Condition, ...] = ()
    also: tuple[ActivityKey, ...] = ()
    completes_with: ActivityKey | None = None
    parts: tuple[Part, ...] = ()
    part_name: str = "part"
    workshop: Workshop | None = None

    @property
    def attendance_of(self) -> ActivityKey | None:
        """The workshop week whose register completes it, itself for a workshop; None where its tasks complete it."""
        return self.key if self.kind is ActivityKind.WORKSHOP else self.completes_with

    def find_part(self, key: str) -> Part | None:
        """The part of that key, or None."""
        return next((part for part in self.parts if part.key == key), None)

    @property
    def minutes(self) -> int:
        """The estimated time for all its own tasks, in minutes."""
        return sum(task.minutes for task in self.tasks)

    def find_task(self, key: str) -> Task | None:
        """The task of that key, or None."""
        return next((task for task in self.tasks if task.key == key), None)
