"""When a score is sent, tried again or given up, and what the LMS's answer to it means."""

from __future__ import annotations

from dataclasses import dataclass
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
