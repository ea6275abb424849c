"""What the page of one task shows, as frozen values: its form, what was submitted, or two tabs' words side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lti_app.activity.answers_rules import Answers
from lti_app.activity.fault_rules import AnswerFault
from lti_app.activity.page_rules import NextStep
from lti_app.activity.shape_rules import Shape, list_fields
from lti_app.activity.shown_rules import ShownPart
from lti_app.activity.version_rules import Held
from lti_app.privacy.identity_rules import IdentitySign
from lti_app.programme.model import Activity, ActivityKey, Place, Programme, Task, Views
from lti_app.review.told_rules import ToldFeedback

MOST_ROWS_ADDED = 40


class TaskMode(StrEnum):
    """How a task's page is shown: to be filled in, to be read as submitted, or to a trainer as a preview."""

    FORM = "form"
    SUBMITTED = "submitted"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A form as it is shown: what each field holds and what is wrong with it, and how many rows there are."""

    answers: Answers
    faults: tuple[AnswerFault, ...]
    rows: tuple[tuple[str, int], ...]
    version: int
    editor: str
    is_unsaved: bool
    signs: tuple[IdentitySign, ...] = ()

    def text(self, name: str) -> str:
        """What the field holds."""
        return self.answers.get(name)

    def error(self, name: str) -> str | None:
        """What is wrong with the field; None where nothing is."""
        return next((fault.message for fault in self.faults if fault.field == name), None)

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """Each fault as the error summary wants it: the field to go to, and the message."""
        return tuple((fault.field, fault.message) for fault in self.faults)

    def numbers(self, prefix: str) -> range:
        """The numbers of the rows of that prefix: those that are filled, then the spare ones."""
        return range(1, dict(self.rows).get(prefix, 0) + 1)


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """An earlier task's answers, untouched, beside a reflection on them."""

    title: str
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """An earlier entry in the thread of the real-life case."""

    title: str
    perspective: str
    text: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a task. `question_then` is the question as it was answered, None where it still stands so.

    `told` is what the trainer said of it, the newest version's first; `is_returned` that more is asked for.
    """

    earlier: EarlierAnswers | None = None
    thread: tuple[ThreadEntry, ...] = ()
    question_then: str | None = None
    told: tuple[ToldFeedback, ...] = ()
    is_returned: bool = False
    boundary: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the participant has something of it to see for the first time."""
        return any(one.feedback.seen_at is None for one in self.told)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """An open task. `shown` is what it lays before the reader, with the answers that were submitted."""

    activity_key: ActivityKey
    activity_title: str
    home_key: ActivityKey
    line: str
    title: str
    task: Task
    kind: str
    mode: TaskMode
    form: TaskForm
    held: Held
    drafted: bool
    submitted_at: datetime | None
    submitted_number: int
    is_final: bool
    forgets: bool
    can_restore: bool
    shown: tuple[ShownPart, ...]
    beside: Beside
    awaited: str
    next_step: NextStep | None
    store_key: str
    places: tuple[Place, ...]

    def find_place(self, key: str | None) -> Place | None:
        """Where the organisation keeps something that this task asks to read or see; None where it is no such thing."""
        return next((place for place in self.places if place.key == key), None)


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Two tabs' words for one task, side by side, to choose from; `version` is that of the other tab's."""

    activity_key: ActivityKey
    title: str
    line: str
    task: Task
    mine: Answers
    mine_shown: tuple[ShownPart, ...]
    theirs_shown: tuple[ShownPart, ...]
    version: int
    editor: str
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotKeptPage:
    """Words that a task no longer takes, to be copied; nothing of the task but its name, for it may be closed.

    `is_final` where first responses stand already, else it is closed.
    """

    activity_key: str
    task_key: str
    title: str
    words: tuple[str, ...]
    is_final: bool


def count_rows(*, task: Task, answers: Answers, more: str | None) -> tuple[tuple[str, int], ...]:
    """How many rows the form shows of each repeating field: the filled ones, one spare, one more where asked for.

    Everyone can add a row without script, because an empty one always waits; a task that needs several shows them.
    """
    shape: Shape = list_fields(task.asks)
    least = task.asks.minimum if isinstance(task.asks, Views) else 1
    counts = []
    for rows in shape.rows:
        filled = answers.count_rows(rows.prefix)
        added = 1 if more == rows.prefix and filled < MOST_ROWS_ADDED else 0
        counts.append((rows.prefix, max(filled + 1 + added, least)))
    return tuple(counts)


def decide_home(*, programme: Programme, activity: Activity, task: Task, visited: str | None) -> ActivityKey:
    """The activity whose page leads to this task: the week that was launched where it shows it, the week that an entry
    in the real-life case counts for, else its own."""
    week = programme.find_activity(visited or "")
    shows = week is not None and (activity.key in week.includes or task.counts_for == week.key)
    if week is not None and shows:
        return week.key
    return task.counts_for or activity.key
