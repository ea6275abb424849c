"""What the LMS shows against what this service holds, grade by grade, and what can be done about a difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.score_delivery.rules import Score, ScoreState

SAME_PERCENT = 0.01
PERCENT = 100.0


class ComparisonState(StrEnum):
    """How a comparison with the gradebook stands."""

    ASKED = "asked for"
    READING = "being read"
    READ = "read"
    FAILED = "failed"


class Finding(StrEnum):
    """What comparing one grade comes to."""

    BOTH_NOTHING = "nothing yet"
    SAME = "the same"
    ON_ITS_WAY = "on its way"
    SENT_SINCE = "sent since"
    MISSING_THERE = "missing in the course"
    DIFFERENT = "different"
    ONLY_THERE = "only in the course"
    NO_COLUMN = "no column"
    NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Compared:
    """One grade held against the gradebook; `can_mend` says that sending it again may help."""

    finding: Finding
    held: float | None
    shown: float | None
    can_mend: bool


def read_percent(*, score: float | None, maximum: float | None) -> float | None:
    """A result as per cent; None where it holds no grade. A maximum of nothing leaves the score as it is."""
    if score is None:
        return None
    return score * PERCENT / maximum if maximum else score


def compare_grade(
    *,
    earned: Score | None,
    state: ScoreState | None,
    shown: float | None,
    has_column: bool,
    was_read: bool,
    sent_since: bool,
) -> Compared:
    """What one person's grade in one column comes to.

    `earned` is what the evidence is worth now, `state` where our sending of it stands, `shown` what the
    gradebook shows, in per cent.
    """
    held = None if earned is None else earned.given * PERCENT / earned.maximum
    if not has_column:
        return Compared(Finding.NO_COLUMN if earned else Finding.BOTH_NOTHING, held, None, can_mend=False)
    if not was_read:
        return Compared(Finding.NOT_READ, held, None, can_mend=False)
    if held is None:
        finding = Finding.BOTH_NOTHING if shown is None else Finding.ONLY_THERE
        return Compared(finding, None, shown, can_mend=False)
    if shown is not None and abs(shown - held) <= SAME_PERCENT:
        return Compared(Finding.SAME, held, shown, can_mend=False)
    if sent_since:
        return Compared(Finding.SENT_SINCE, held, shown, can_mend=False)
    if state is ScoreState.QUEUED:
        return Compared(Finding.ON_ITS_WAY, held, shown, can_mend=False)
    finding = Finding.MISSING_THERE if shown is None else Finding.DIFFERENT
    return Compared(finding, held, shown, can_mend=True)


def describe_compared(one: Compared) -> str:
    """A comparison in words, for the trainer."""
    held, shown = _say(one.held), _say(one.shown)
    match one.finding:
        case Finding.BOTH_NOTHING:
            return "No grade yet"
        case Finding.SAME:
            return f"{held} in both"
        case Finding.ON_ITS_WAY:
            return f"{held}, on its way to the course"
        case Finding.SENT_SINCE:
            return f"{held}, sent since the gradebook was read"
        case Finding.MISSING_THERE:
            return f"We hold {held}; the course shows no grade"
        case Finding.DIFFERENT:
            return f"We hold {held}; the course shows {shown}"
        case Finding.ONLY_THERE:
            return f"The course shows {shown}; nothing has been earned here"
        case Finding.NO_COLUMN:
            return f"We hold {held}; the course has no column for it"
        case Finding.NOT_READ:
            return "The course did not show us this column"


def _say(percent: float | None) -> str:
    return (
        "nothing"
        if percent is None
        else f"{percent:.2f}".removesuffix("0").removesuffix("0").removesuffix(".")
    )
