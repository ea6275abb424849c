"""What a trainer can say of a submission, and what they wrote on it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """What the trainer has said of a submission."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class MarginNote:
    """Words beside one passage: `quote` is the paragraph or sentence that they are about, as it was submitted.

    `passage` is the number of its paragraph, from 1; `sentence` that of the sentence in it, 0 for the whole paragraph.
    """

    passage: int
    sentence: int
    quote: str
    words: str


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """What a trainer said of submission `number` of a task: `asked` is what more is asked for, "" where accepted.

    `by` is the trainer's name, "" where it is not known. `seen_at` is when the participant first saw it, None until
    then.
    """

    activity_key: str
    task_key: str
    number: int
    decision: Decision
    overall: str
    asked: str
    margins: tuple[MarginNote, ...]
    by: str
    at: datetime
    seen_at: datetime | None
