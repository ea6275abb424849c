"""What the pages of an activity and of the programme show, as frozen values, and the decisions behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lti_app.activity.around_rules import Around
from lti_app.activity.completion_rules import Progress
from lti_app.gate.kept_rules import kept
from lti_app.gate.rules import Reason
from lti_app.placement.grading_rules import Grading
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    Outcome,
    Programme,
    Prose,
    Source,
    Task,
    TaskKey,
    TaskRef,
)
from lti_app.score_delivery.rules import ScoreStanding, ScoreState


class TaskState(StrEnum):
    """How a task stands for a participant, in the words of its tag."""

    NOT_STARTED = "Not started"
    DRAFT = "Draft saved"
    DONE = "Done"
    RETURNED = "Returned"
    CLOSED = "Closed"


HAS_BEEN_SENT = (TaskState.DONE, TaskState.RETURNED)
_TO_DO = frozenset({TaskState.NOT_STARTED, TaskState.DRAFT, TaskState.RETURNED})


class Gradebook(StrEnum):
    """What can be said of the grade of an activity in this course."""

    NOT_GRADED = "not graded"
    NOT_YET = "not yet"
    QUEUED = "queued"
    WAITING = "waiting"
    SENT = "sent"
    NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True, slots=True)
class GradebookLine:
    """How the grade stands; `sent_at` where it was sent, `given` of `maximum` where there is a score."""

    state: Gradebook
    given: int = 0
    maximum: int = 0
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list: its name and state, nothing of what it says. `why` says what opens a closed one."""

    ref: TaskRef
    title: str
    minutes: int
    essential: bool
    state: TaskState
    has_unsubmitted_changes: bool
    why: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of a week, or of a case activity that it includes."""

    activity_key: ActivityKey
    title: str
    is_own: bool
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next; `task_key` is None where it is another activity."""

    title: str
    activity_key: ActivityKey
    task_key: TaskKey | None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An open activity as its participant sees it, or a trainer's preview of it, with notes and sources."""

    activity_key: ActivityKey
    title: str
    line: str
    purpose: Prose
    outcomes: tuple[Outcome, ...]
    groups: tuple[TaskGroup, ...]
    minutes: int
    progress: Progress
    gradebook: GradebookLine
    next_step: NextStep | None
    counts_towards: tuple[str, ...]
    just_moved: TaskLine | None
    is_preview: bool
    trainer_notes: tuple[Prose, ...]
    source: Source
    around: Around

    @property
    def is_keepable(self) -> bool:
        """Whether it may be kept as written for others to whom it says the same: no word in it depends on the hour,
        and none is for one moment or for trainers alone."""
        return not self.is_preview and self.just_moved is None and self.gradebook.sent_at is None


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A closed activity or task: its name, and what opens it. Nothing of what it holds."""

    title: str
    line: str
    reasons: tuple[Reason, ...]
    activity_key: ActivityKey
    is_task: bool


def make_task_line(
    *,
    programme: Programme,
    activity: Activity,
    task: Task,
    state: TaskState,
    has_changes: bool,
    why: tuple[str, ...],
) -> TaskLine:
    """The line of a task in a list; of an open one there are few, and each is kept with the programme."""

    def make() -> TaskLine:
        return TaskLine(
            ref=TaskRef(activity.key, task.key),
            title=task.title,
            minutes=task.minutes,
            essential=task.essential,
            state=state,
            has_unsubmitted_changes=has_changes,
            why=why,
            source=task.source,
        )

    if why:
        return make()
    return programme.keep(
        ("task line", activity.key, task.key, state, "changed" if has_changes else ""), make
    )


def decide_task_state(
    *,
    ref: TaskRef,
    closed: bool,
    done: frozenset[TaskRef],
    drafted: frozenset[TaskRef],
    returned: frozenset[TaskRef] = frozenset(),
) -> TaskState:
    """How a task stands: what is done stays done, whatever a later pack makes it wait for; a trainer may
    have returned it for more work."""
    if ref in done:
        return TaskState.RETURNED if ref in returned else TaskState.DONE
    if closed:
        return TaskState.CLOSED
    return TaskState.DRAFT if ref in drafted else TaskState.NOT_STARTED


def decide_gradebook(
    *, gradings: Sequence[tuple[int, Grading]], standings: Iterable[ScoreStanding], placement_id: int | None
) -> GradebookLine:
    """How the grade of one activity stands in a course.

    `gradings` are the activity's placements there, each with what it reports; that of this visit counts before
    the others.
    """
    graded = [(number, grading) for number, grading in gradings if grading is not Grading.NONE]
    here = [pair for pair in graded if pair[0] == placement_id]
    if not graded or (placement_id is not None and not here and placement_id in dict(gradings)):
        return GradebookLine(Gradebook.NOT_GRADED)
    numbers = [number for number, _ in here or graded]
    found = next((standing for standing in standings if standing.placement_id in numbers), None)
    if found is None:
        return GradebookLine(Gradebook.NOT_YET)
    states = {
        ScoreState.QUEUED: Gradebook.QUEUED,
        ScoreState.WAITING: Gradebook.WAITING,
        ScoreState.SETTLED: Gradebook.SENT,
        ScoreState.NEEDS_A_PERSON: Gradebook.NEEDS_A_PERSON,
    }
    return GradebookLine(states[found.state], found.score.given, found.score.maximum, found.settled_at)


def decide_next_task(groups: Iterable[TaskGroup]) -> NextStep | None:
    """The first essential task that is open and not done, or was returned for more work."""
    for group in groups:
        for task in group.tasks:
            if task.essential and task.state in _TO_DO:
                return NextStep(task.title, task.ref.activity, task.ref.task)
    return None


@kept
def write_line(*, programme: Programme, activity: Activity) -> str:
    """Where an activity stands: "Module 1, Permanence: … · Week 2"."""
    title = next((module.title for module in programme.modules if module.number == activity.module), "")
    place = f"Module {activity.module}: {title}"
    return place if activity.week is None else f"{place} · Week {activity.week}"


class WeekState(StrEnum):
    """How an activity stands on the programme map, in the words of its tag."""

    NOT_STARTED = "Not started"
    STARTED = "In progress"
    WAITING = "Waiting"
    RETURNED = "Returned"
    COMPLETE = "Complete"
    CLOSED = "Closed"
    PREVIEW = "Preview"


def decide_week_state(
    *, closed: bool, progress: Progress, completed: bool, drafted: bool, returned: bool = False
) -> WeekState:
    """How an activity stands: `progress` is the participant's own, `completed` that nobody is awaited any more, now or
    once; what was completed stays so."""
    if completed:
        return WeekState.COMPLETE
    if closed:
        return WeekState.CLOSED
    if progress.complete:
        return WeekState.RETURNED if returned else WeekState.WAITING
    return WeekState.STARTED if progress.done or drafted else WeekState.NOT_STARTED
