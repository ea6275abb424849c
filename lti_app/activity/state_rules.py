"""Where a person stands in the tasks: what is done, what of it counts, what is drafted and what is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.programme.model import ActivityKey, TaskRef
from lti_app.review.decision_rules import Decision


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A task that a person has submitted: when first, when last, how many times, and whether it counts yet."""

    ref: TaskRef
    first_at: datetime
    last_at: datetime
    number: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class DraftState:
    """That a draft waits, and when it was last saved; not what it says."""

    ref: TaskRef
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """That a trainer has spoken on a submission: what they decided, and whether the participant has seen it."""

    ref: TaskRef
    number: int
    decision: Decision
    sent_at: datetime
    is_seen: bool


@dataclass(frozen=True, slots=True)
class PersonStates:
    """Where one person stands, over all cohorts: evidence is a person's and moves with them."""

    tasks: tuple[DoneTask, ...]
    drafts: tuple[DraftState, ...]
    completed: frozenset[ActivityKey]
    feedback: tuple[FeedbackState, ...] = ()

    @property
    def done(self) -> frozenset[TaskRef]:
        """The tasks that the person has done."""
        return frozenset(task.ref for task in self.tasks)

    @property
    def counted(self) -> frozenset[TaskRef]:
        """The tasks of them for which nobody is awaited."""
        return frozenset(task.ref for task in self.tasks if task.counts)

    @property
    def last_feedback(self) -> tuple[FeedbackState, ...]:
        """What was said of each task's newest version, where anything was."""
        numbers = {task.ref: task.number for task in self.tasks}
        return tuple(one for one in self.feedback if numbers.get(one.ref) == one.number)

    @property
    def returned(self) -> frozenset[TaskRef]:
        """The tasks whose newest version a trainer has returned for more work."""
        return frozenset(one.ref for one in self.last_feedback if one.decision is Decision.RETURNED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a participant of a cohort has done of some activities, and when the last of it was first done."""

    person_id: int
    done: frozenset[TaskRef]
    earned_at: datetime
