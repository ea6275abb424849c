"""What an activity's progress is worth in the gradebook."""

from __future__ import annotations

from lti_app.activity.completion_rules import Progress
from lti_app.placement.grading_rules import Grading
from lti_app.score_delivery.rules import Score

FULL_MARK = 100


def score_progress(*, grading: Grading, progress: Progress) -> Score | None:
    """The score that `progress` has earned, of 100; None where nothing is to be sent.

    COMPLETION gives everything at completion and nothing before, since councils report on "received a grade".
    PROGRESS gives whole per cent, rounded down, so that 100 always means complete.
    """
    match grading:
        case Grading.COMPLETION:
            return Score(FULL_MARK, FULL_MARK) if progress.complete else None
        case Grading.PROGRESS:
            given = FULL_MARK * progress.done // progress.total if progress.total else 0
            return Score(given, FULL_MARK) if given else None
        case Grading.NONE:
            return None
