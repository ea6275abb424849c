"""What can come of giving out, taking back and marking: small values that a page answers by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.gate.facts_rules import Target
from lti_app.gate.reason_rules import Reason
from lti_app.programme.model import ActivityKey
from lti_app.workshop.attendance_rules import Presence


@dataclass(frozen=True, slots=True)
class Given:
    """It is given out to the cohort; `is_new` False where it stood so already, since `released_at`."""

    target: Target
    released_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """It is closed to the cohort again; nobody had opened it."""

    target: Target


@dataclass(frozen=True, slots=True)
class SeenAlready:
    """It stays given out: so many people have opened it."""

    target: Target
    people: int


@dataclass(frozen=True, slots=True)
class NotGiven:
    """It does not stand given out; nothing was changed."""

    target: Target


@dataclass(frozen=True, slots=True)
class Shown:
    """It is open, and that the person is shown it is kept."""


@dataclass(frozen=True, slots=True)
class StillClosed:
    """It is closed; nothing was kept."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark stands: which activities it completed for the person, and which LMSs now have a score due."""

    presence: Presence
    completed: tuple[ActivityKey, ...]
    platform_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeedsReason:
    """An agreed catch-up needs its reason; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The mark is gone, and the completions that rested on it alone; a grade that was sent stays in the gradebook."""

    withdrawn: tuple[ActivityKey, ...]


@dataclass(frozen=True, slots=True)
class NoMark:
    """There was no mark to undo."""


@dataclass(frozen=True, slots=True)
class MarkedSince:
    """Another trainer has marked the person after this tap, which was sent late; nothing was changed."""


TakeBackOutcome = TakenBack | SeenAlready | NotGiven
MarkOutcome = Marked | NeedsReason | MarkedSince
UndoOutcome = Undone | NoMark | MarkedSince
