"""What can come of sending feedback, and the rule that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.outcome_rules import Conflict, NotEnough, Saved, TooLong
from lti_app.review.decision_rules import Decision


@dataclass(frozen=True, slots=True)
class SentFeedback:
    """Feedback that stands on a submission: by whom (None: no longer here), when, what was said, and whether it was
    seen."""

    by_id: int | None
    by: str
    at: datetime
    decision: Decision
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Free:
    """It may be sent; `changes` where it takes the place of what the same trainer sent before."""

    changes: bool


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """The participant has submitted again in the meantime: nothing was sent."""

    number: int


@dataclass(frozen=True, slots=True)
class SentByOther:
    """Another trainer was first: nothing was sent."""

    sent: SentFeedback


@dataclass(frozen=True, slots=True)
class AlreadySeen:
    """The participant has seen what was sent: it stays as it is."""


@dataclass(frozen=True, slots=True)
class StaysAccepted:
    """What was accepted counts from that moment, and cannot be returned."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Sent, and the LMSs that now have a score due."""

    decision: Decision
    platform_ids: tuple[int, ...]


Hindrance = NewerVersion | SentByOther | AlreadySeen | StaysAccepted
SaveFeedbackOutcome = Saved | Conflict | TooLong
SendOutcome = Sent | NotEnough | Conflict | TooLong | Hindrance


def judge_sending(
    *, number: int, last_number: int, sent: SentFeedback | None, by_id: int, decision: Decision
) -> Free | Hindrance:
    """Whether trainer `by_id` may send `decision` on version `number`, over what was sent on it before.

    Feedback is on the newest version, by one trainer; its words can be changed until the participant has seen them.
    An accepted version has earned its grade, and is not taken back (docs/decisions/0016).
    """
    if number != last_number:
        return NewerVersion(last_number)
    if sent is None:
        return Free(changes=False)
    if sent.by_id != by_id:
        return SentByOther(sent)
    if sent.is_seen:
        return AlreadySeen()
    if sent.decision is Decision.ACCEPTED and decision is Decision.RETURNED:
        return StaysAccepted()
    return Free(changes=True)


def say_hindrance(hindrance: Hindrance | None) -> str:
    """Why nothing was sent, in words; "" where nothing hindered it."""
    match hindrance:
        case NewerVersion():
            return "The participant has submitted a newer version in the meantime."
        case SentByOther(sent=sent):
            who = sent.by or "Another trainer"
            return f"{who} has sent feedback on this version in the meantime."
        case AlreadySeen():
            return "The participant has seen your feedback in the meantime, so it stays as it is."
        case StaysAccepted():
            return "You have accepted this work, and it counts. You can change your words, and not return it."
        case None:
            return ""
