"""What can come of saving or submitting a task: small values that a page answers by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.answers_rules import Answers
from lti_app.activity.fault_rules import AnswerFault
from lti_app.gate.rules import Reason
from lti_app.programme.model import ActivityKey


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft is kept, as this version."""

    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another tab has saved since this one was opened; nothing was changed. What that tab saved, and its version."""

    theirs: Answers
    version: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Submitted:
    """It is submitted: for the how-manyeth time, which activities it completed, which LMSs now have a score due."""

    number: int
    completed: tuple[ActivityKey, ...]
    platform_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotEnough:
    """It cannot be submitted as it is; it is kept as a draft."""

    faults: tuple[AnswerFault, ...]
    version: int


@dataclass(frozen=True, slots=True)
class TooLong:
    """More text than the service keeps; nothing was changed."""

    faults: tuple[AnswerFault, ...]


@dataclass(frozen=True, slots=True)
class ClosedGate:
    """The activity or the task is closed; nothing was changed."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Final:
    """First responses were submitted already and stay as they are; nothing was changed. `kept` is what they say."""

    submitted_at: datetime
    kept: Answers


SaveOutcome = Saved | Conflict | TooLong | ClosedGate | Final
SubmitOutcome = Submitted | NotEnough | Conflict | TooLong | ClosedGate | Final
