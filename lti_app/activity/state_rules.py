"""Where a person stands in the tasks: what is done, what of it counts, what is drafted and what is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.programme.model import ActivityKey, TaskRef


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
class PersonStates:
    """Where one person stands, over all cohorts: evidence is a person's and moves with them."""

    tasks: tuple[DoneTask, ...]
    drafts: tuple[DraftState, ...]
    completed: frozenset[ActivityKey]

    @property
    def done(self) -> frozenset[TaskRef]:
        """The tasks that the person has done."""
        return frozenset(task.ref for task in self.tasks)

    @property
    def counted(self) -> frozenset[TaskRef]:
        """The tasks of them for which nobody is awaited."""
        return frozenset(task.ref for task in self.tasks if task.counts)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a participant of a cohort has done of some activities, and when the last of it was first done."""

    person_id: int
    done: frozenset[TaskRef]
    earned_at: datetime
