"""What Moodle makes of a score: which it refuses, and what the gradebook shows afterwards; pure rules."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.practice_lms.gradebook import Grade, LineItem

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """A score as it was posted; `given` is None when the grade is to be erased."""

    user_id: str
    second: int
    given: float | None
    maximum: float | None
    comment: str


def read_score(body: str) -> Score | None:
    """Return the score in a body, or None when Moodle answers 400 'Incorrect score received'."""
    try:
        sent = json.loads(body)
    except ValueError:
        return None
    if not isinstance(sent, dict) or not all(
        sent.get(name) for name in ("userId", "timestamp", "gradingProgress", "activityProgress")
    ):
        return None
    given, maximum = sent.get("scoreGiven"), sent.get("scoreMaximum")
    second = _whole_second(sent["timestamp"])
    if (
        second is None
        or not _is_number(given)
        or not _is_number(maximum)
        or (given is not None and maximum is None)
    ):
        return None
    stands = sent["gradingProgress"] == "FullyGraded" and given is not None
    return Score(
        user_id=str(sent["userId"]),
        second=second,
        given=float(given) if stands and given is not None else None,
        maximum=None if maximum is None else float(maximum),
        comment=str(sent.get("comment") or ""),
    )


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _whole_second(value: Any) -> int | None:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return None
    # Only whole seconds count; a fraction of any length is cut before the standard library reads it.
    try:
        instant = datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except ValueError:
        return None
    return int((instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp())


def is_too_early(held: Grade | None, score: Score) -> bool:
    """Return whether the gradebook holds the same or a later second: the answer is 409."""
    return held is not None and held.time_modified is not None and held.time_modified >= score.second


def decide_grade(held: Grade, item: LineItem, score: Score, received_at: str) -> Grade:
    """Return the grade row after a score that is neither refused nor locked out."""
    coupled = item.made_for is not None
    if score.given is None:
        # An erased grade of an activity loses its time, so an older score is taken again; one of a
        # column that the tool made keeps it.
        return replace(
            held,
            raw=None,
            final=held.final if held.overridden else None,
            feedback="",
            time_modified=None if coupled else score.second,
            received_at=received_at,
        )
    raw = score.given
    if score.maximum:
        raw = score.given * item.score_maximum / score.maximum
    shown = min(max(raw, 0.0), item.score_maximum) if item.score_maximum else max(raw, 0.0)
    if held.overridden:
        return replace(held, raw=raw, received_at=received_at)
    return replace(
        held,
        raw=raw if coupled else None,
        final=shown if item.grade_type == "value" else None,
        feedback=score.comment,
        time_modified=score.second,
        received_at=received_at,
    )
