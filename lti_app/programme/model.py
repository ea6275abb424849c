"""What a programme is: modules, weeks, case activities and tasks, as frozen values read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.programme.asks import (
    ActivityKey,
    Agreement,
    Asks,
    Confirm,
    Discussion,
    GoalsAndPlan,
    Prose,
    Questions,
    Rate,
    ReflectOn,
    RespondToEach,
    Source,
    Strand,
    TaskKey,
    TaskRef,
    Thing,
    Views,
    Vignette,
    Write,
)

__all__ = [
    "Activity",
    "ActivityKey",
    "ActivityKind",
    "Agreement",
    "Asks",
    "Confirm",
    "Discussion",
    "GoalsAndPlan",
    "Module",
    "Outcome",
    "Programme",
    "Prose",
    "Questions",
    "Rate",
    "Readers",
    "ReflectOn",
    "RespondToEach",
    "Source",
    "Strand",
    "Task",
    "TaskKey",
    "TaskRef",
    "Thing",
    "Views",
    "Vignette",
    "Write",
]


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


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that an activity asks of a participant."""

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome of a module or an activity."""

    key: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Activity:
    """What can be placed in a course page: a week, or a case activity.

    `week` is None for a case activity; `includes` names the cases whose work this week shows and needs.
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

    @property
    def minutes(self) -> int:
        """The estimated time for all its own tasks, in minutes."""
        return sum(task.minutes for task in self.tasks)

    def find_task(self, key: str) -> Task | None:
        """The task of that key, or None."""
        return next((task for task in self.tasks if task.key == key), None)


@dataclass(frozen=True, slots=True)
class Module:
    """Seven weeks and the case activities that belong to them."""

    number: int
    title: str
    introduction: Prose
    aims: tuple[Outcome, ...]
    key_questions: tuple[Outcome, ...]
    outcomes: tuple[Outcome, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole programme. `version` is a digest of everything in the pack, kept with each submission."""

    key: str
    title: str
    version: str
    modules: tuple[Module, ...]
    activities: dict[str, Activity]

    def find_activity(self, key: str) -> Activity | None:
        """The activity of that key, or None where the pack has none."""
        return self.activities.get(key)

    def get_task(self, ref: TaskRef) -> Task:
        """The task that `ref` names; KeyError where there is none, which the pack checker rules out."""
        task = self.activities[ref.activity].find_task(ref.task)
        if task is None:
            raise KeyError(ref)
        return task
