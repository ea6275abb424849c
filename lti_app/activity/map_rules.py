"""What the programme map shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.completion_rules import Progress
from lti_app.activity.page_rules import GradebookLine, NextStep, WeekState
from lti_app.programme.model import ActivityKey, TaskRef


@dataclass(frozen=True, slots=True)
class MapLine:
    """One activity on the map; `opens_after` says what opens it, "" where it is open.

    `waits` says who else must act before it is complete, once the participant's own part is done. `mark` is what was
    marked in this course, None where nothing is yet.
    """

    activity_key: ActivityKey
    name: str
    title: str
    state: WeekState
    progress: Progress
    waits: tuple[str, ...]
    by_attendance: bool
    opens_after: str
    mark: GradebookLine | None


@dataclass(frozen=True, slots=True)
class MapModule:
    """One module on the map."""

    number: int
    title: str
    lines: tuple[MapLine, ...]


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """What a trainer has said of a task that the participant has not seen yet, or for which they have more to do."""

    ref: TaskRef
    title: str
    is_returned: bool
    is_new: bool
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class MapPage:
    """The whole programme: where one stands, and what comes next."""

    title: str
    modules: tuple[MapModule, ...]
    next_step: NextStep | None
    done_weeks: int
    total_weeks: int
    is_preview: bool
    feedback: tuple[FeedbackLine, ...] = ()
