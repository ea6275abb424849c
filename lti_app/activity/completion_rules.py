"""How much of an activity is done, and which activities a submission may complete."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.gate.rules import list_essential
from lti_app.programme.model import Activity, Programme, TaskRef


@dataclass(frozen=True, slots=True)
class Progress:
    """Essential tasks done, of how many."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether all are done; where nothing is asked, nothing is complete."""
        return 0 < self.total == self.done


def judge_progress(*, programme: Programme, activity: Activity, done: frozenset[TaskRef]) -> Progress:
    """How many essential tasks of `activity`, and of the case activities it includes, are in `done`."""
    essential = list_essential(programme=programme, activity=activity)
    return Progress(done=sum(ref in done for ref in essential), total=len(essential))


def list_touched(*, programme: Programme, activity: Activity) -> tuple[Activity, ...]:
    """The activities whose progress moves with a task of `activity`: itself, then those that include it."""
    return (activity, *(one for one in programme.activities.values() if activity.key in one.includes))
