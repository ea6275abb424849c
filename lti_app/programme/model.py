"""What a programme is: modules, weeks, case activities and tasks, as frozen values read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from markupsafe import Markup

ActivityKey = NewType("ActivityKey", str)
"""Names an activity for ever: `m1-w1` … `m4-w7`, `m1-w2-vignettes`, `bradley` …"""

TaskKey = NewType("TaskKey", str)
"""Names a task within its activity."""


class Source(StrEnum):
    """Where a text's substance comes from; never shown to participants, always to trainers."""

    OUTLINE = "outline"
    OVERVIEW = "overview"
    PUBLIC = "public"
    PACK = "pack"


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
class Prose:
    """A text of the pack: its Markdown as written, and the HTML made from it once, already cleaned."""

    markdown: str
    html: Markup


@dataclass(frozen=True, slots=True)
class TaskRef:
    """Names one task of one activity."""

    activity: ActivityKey
    task: TaskKey


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to read, watch or explore: a text of the pack, or a place that the organisation fills.

    `place_key` names the organisation's setting that holds its address; None where `text` is the thing.
    """

    key: str
    title: str
    citation: str | None
    place_key: str | None
    text: Prose | None
    source: Source = Source.PACK


@dataclass(frozen=True, slots=True)
class Vignette:
    """A short situation to respond to."""

    key: str
    title: str
    text: Prose
    source: Source = Source.PACK


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of a structured self-evaluation."""

    key: str
    title: str
    description: str
    source: Source = Source.PACK


@dataclass(frozen=True, slots=True)
class Confirm:
    """Asks to confirm each thing (read, watched, explored), each with an optional private note."""

    verb: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """Asks for words of one's own. No limit where `max_words` is None; `reviewed` waits for a trainer."""

    max_words: int | None
    reviewed: bool


@dataclass(frozen=True, slots=True)
class RespondToEach:
    """Asks for a brief response to each vignette; all are submitted together and can then not be edited."""

    vignettes: tuple[Vignette, ...]


@dataclass(frozen=True, slots=True)
class ReflectOn:
    """Asks for a reflection beside the untouched answers to an earlier `RespondToEach` task."""

    task: TaskRef


@dataclass(frozen=True, slots=True)
class Views:
    """Asks for the views of others, each by role and never by name; at least `minimum`."""

    minimum: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Asks for a rating and a note per strand. `scale` runs from the lowest word to the highest."""

    scale: tuple[str, ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class GoalsAndPlan:
    """Asks for learning goals with how one will know, and a study plan of dated steps; one each at least."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Asks for a learning agreement drawn up with the line manager: when, with whom, what was agreed."""

    undertakings: tuple[str, ...]
    commitments: tuple[str, ...]
    asks_briefing_theme: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """Asks for a short record of a conversation: when, with which role, what came of it."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks for questions or ideas to bring to a workshop: one at least, or a plain statement of none."""


Asks = (
    Confirm
    | Write
    | RespondToEach
    | ReflectOn
    | Views
    | Rate
    | GoalsAndPlan
    | Agreement
    | Discussion
    | Questions
)


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
