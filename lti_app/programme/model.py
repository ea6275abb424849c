"""What a programme is, as frozen values read once at start: modules, their activities, and what holds for all.

Everything of the model can be imported from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lti_app.programme.activities import Activity, ActivityKind, Outcome, Part, Readers, Task
from lti_app.programme.asks import (
    Agreement,
    Asks,
    Briefing,
    BriefingStage,
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    Questions,
    Rate,
    ReflectOn,
    RespondToEach,
    Touchpoint,
    Views,
    Write,
)
from lti_app.programme.conditions import (
    After,
    Attended,
    Calendar,
    Condition,
    Follows,
    InOrder,
    Released,
    SignedOff,
    SignOff,
    WithWeek,
)
from lti_app.programme.entry import CoverageRow, CoverageTable, Entry, Place
from lti_app.programme.texts import (
    ActivityKey,
    Line,
    PartKey,
    PartRef,
    Prose,
    Source,
    Strand,
    TaskKey,
    TaskRef,
    Thing,
    Vignette,
)
from lti_app.programme.workshop import Break, Difficulty, RunSheet, Session, Workshop

__all__ = [
    "Activity",
    "ActivityKey",
    "ActivityKind",
    "After",
    "Agreement",
    "Asks",
    "Attended",
    "Break",
    "Briefing",
    "BriefingStage",
    "Calendar",
    "ChooseReading",
    "Condition",
    "Confirm",
    "ConfirmReflection",
    "CoverageRow",
    "CoverageTable",
    "Difficulty",
    "Discussion",
    "Entry",
    "Feedback",
    "FinalRating",
    "Follows",
    "GoalsAndPlan",
    "InOrder",
    "Line",
    "Module",
    "Outcome",
    "Part",
    "PartKey",
    "PartRef",
    "Place",
    "Programme",
    "Prose",
    "Questions",
    "Rate",
    "Readers",
    "ReflectOn",
    "Released",
    "RespondToEach",
    "RunSheet",
    "Session",
    "SignOff",
    "SignedOff",
    "Source",
    "Strand",
    "Task",
    "TaskKey",
    "TaskRef",
    "Thing",
    "Touchpoint",
    "Views",
    "Vignette",
    "WithWeek",
    "Workshop",
    "Write",
]


Found = TypeVar("Found")


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
    """A whole programme. `version` is a digest of everything in the pack, kept with each submission.

    `support` says on every case page where support is found; `trainer_boundary` stands wherever a trainer writes to
    a participant. `overlay` is the organisation whose own texts are in it, None where there are none.
    """

    key: str
    title: str
    version: str
    modules: tuple[Module, ...]
    activities: dict[str, Activity]
    support: Prose | None = None
    trainer_boundary: str = ""
    entry: Entry | None = None
    places: tuple[Place, ...] = ()
    overlay: str | None = None
    coverage: tuple[CoverageTable, ...] = ()
    also: Mapping[str, ActivityKey] = field(default_factory=dict)
    kept: dict[tuple[str, ...], Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What `keep` has kept."""

    def find_activity(self, key: str) -> Activity | None:
        """The activity of that key, or of that further address (`workshop-1`); None where the pack has none."""
        return self.activities.get(self.also.get(key, ActivityKey(key)))

    def get_task(self, ref: TaskRef) -> Task:
        """The task that `ref` names; KeyError where there is none, which the pack checker rules out."""
        task = self.activities[ref.activity].find_task(ref.task)
        if task is None:
            raise KeyError(ref)
        return task

    def find_place(self, key: str) -> Place | None:
        """The place of that key, or None."""
        return next((place for place in self.places if place.key == key), None)

    def list_counting_for(self, week: str) -> tuple[TaskRef, ...]:
        """The tasks of other activities that count for a week: the touchpoints of the real-life case."""
        return self.keep(
            ("list_counting_for", week),
            lambda: tuple(
                TaskRef(activity.key, task.key)
                for activity in self.activities.values()
                for task in activity.tasks
                if task.counts_for == week
            ),
        )

    def keep(self, asked: tuple[str, ...], find: Callable[[], Found]) -> Found:
        """What `find` gives, found once for as long as the programme is taught.

        `asked` are a rule and what it is asked of, such as an activity: never anything that grows with people.
        """
        if asked not in self.kept:
            self.kept[asked] = find()
        found: Found = self.kept[asked]
        return found
