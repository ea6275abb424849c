"""What comparing one grade with the gradebook comes to, over the combinations that occur."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.dashboard.comparing_rules import Finding, compare_grade, describe_compared, read_percent
from lti_app.score_delivery.rules import Score, ScoreState

FULL = Score(100, 100)
SETTLED, QUEUED, REFUSED = ScoreState.SETTLED, ScoreState.QUEUED, ScoreState.NEEDS_A_PERSON


@pytest.mark.parametrize(
    ("earned", "state", "shown", "finding", "can_mend"),
    [
        (None, None, None, Finding.BOTH_NOTHING, False),
        (None, None, 60.0, Finding.ONLY_THERE, False),
        (FULL, SETTLED, 100.0, Finding.SAME, False),
        (FULL, QUEUED, 100.0, Finding.SAME, False),
        (FULL, QUEUED, None, Finding.ON_ITS_WAY, False),
        (FULL, SETTLED, None, Finding.MISSING_THERE, True),
        (FULL, None, None, Finding.MISSING_THERE, True),
        (FULL, REFUSED, 40.0, Finding.DIFFERENT, True),
    ],
)
def test_each_grade_is_found_the_same_or_said_how_it_differs(
    earned: Score | None, state: ScoreState | None, shown: float | None, finding: Finding, can_mend: bool
) -> None:
    found = compare_grade(
        earned=earned, state=state, shown=shown, has_column=True, was_read=True, sent_since=False
    )
    assert (found.finding, found.can_mend) == (finding, can_mend)


@given(
    st.sampled_from([None, FULL, Score(40, 100)]),
    st.sampled_from([None, *ScoreState]),
    st.one_of(st.none(), st.floats(0, 100)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_every_comparison_has_words_and_only_what_was_earned_is_sent(
    earned: Score | None, state: ScoreState | None, shown: float | None, column: bool, read: bool, since: bool
) -> None:
    found = compare_grade(
        earned=earned, state=state, shown=shown, has_column=column, was_read=read, sent_since=since
    )
    assert describe_compared(found)
    assert not found.can_mend or (earned is not None and column and read)


@pytest.mark.parametrize(
    ("score", "maximum", "percent"), [(6, 10, 60), (None, 10, None), (5, 0, 5), (0, 100, 0)]
)
def test_results_are_held_as_per_cent(score: float | None, maximum: float, percent: float | None) -> None:
    assert read_percent(score=score, maximum=maximum) == percent
