"""What a score is, and where it can be on its way to the gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScoreState(StrEnum):
    """Where a score is on its way to the gradebook."""

    QUEUED = "queued"
    WAITING = "waiting for a line item"
    SETTLED = "settled"
    NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True, slots=True)
class Score:
    """What stands in the gradebook: `given` of `maximum`, both whole numbers."""

    given: int
    maximum: int


def decide_higher(one: Score | None, other: Score | None) -> Score | None:
    """Whichever says more, `one` where they say the same; None where there is neither."""
    if one is None or other is None:
        return one or other
    return other if one.given * other.maximum < other.given * one.maximum else one


@dataclass(frozen=True, slots=True)
class ScoreStanding:
    """One row of the outbox as pages show it.

    `why` is a fixed phrase: what the last attempt met with, or why a person is needed; None when all is well.
    """

    id: int
    person_id: int
    activity_key: str
    placement_id: int
    state: ScoreState
    score: Score
    queued_at: datetime
    settled_at: datetime | None
    why: str | None
