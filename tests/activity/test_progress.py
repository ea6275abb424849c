"""Progress and scores: what is essential counts, of the week and of its cases, and each grading reports as it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.activity.completion_rules import Progress, judge_progress, list_touched
from lti_app.activity.scoring_rules import score_progress
from lti_app.placement.grading_rules import Grading
from lti_app.programme.model import ActivityKey
from lti_app.score_delivery.rules import Score
from tests.activity.programmes import make_ref, make_weeks

WEEKS = make_weeks()
FIRST, SECOND, CASE = (WEEKS.activities[ActivityKey(key)] for key in ("w1", "w2", "case"))


def test_optional_tasks_do_not_count() -> None:
    done = frozenset({make_ref("w1", "a"), make_ref("w1", "c")})
    assert judge_progress(programme=WEEKS, activity=FIRST, done=done) == Progress(1, 2)


def test_a_week_counts_the_work_of_the_cases_it_includes() -> None:
    done = frozenset({make_ref("case", "e"), make_ref("case", "f"), make_ref("w1", "a")})
    assert judge_progress(programme=WEEKS, activity=SECOND, done=done) == Progress(2, 3)
    assert judge_progress(programme=WEEKS, activity=CASE, done=done).complete


def test_a_case_s_task_moves_the_week_that_includes_it() -> None:
    assert [one.key for one in list_touched(programme=WEEKS, activity=CASE)] == ["case", "w2"]
    assert [one.key for one in list_touched(programme=WEEKS, activity=SECOND)] == ["w2"]


def test_where_nothing_is_asked_nothing_is_complete() -> None:
    assert not Progress(0, 0).complete


@pytest.mark.parametrize(
    ("grading", "progress", "score"),
    [
        (Grading.COMPLETION, Progress(9, 9), Score(100, 100)),
        (Grading.COMPLETION, Progress(8, 9), None),
        (Grading.COMPLETION, Progress(0, 0), None),
        (Grading.PROGRESS, Progress(0, 9), None),
        (Grading.PROGRESS, Progress(1, 9), Score(11, 100)),
        (Grading.PROGRESS, Progress(9, 9), Score(100, 100)),
        (Grading.PROGRESS, Progress(0, 0), None),
        (Grading.NONE, Progress(9, 9), None),
    ],
)
def test_each_grading_reports_as_it_says(grading: Grading, progress: Progress, score: Score | None) -> None:
    assert score_progress(grading=grading, progress=progress) == score


@given(st.integers(1, 300), st.data(), st.sampled_from(Grading))
def test_a_full_mark_means_complete_and_more_work_never_scores_less(
    total: int, data: st.DataObject, grading: Grading
) -> None:
    done = data.draw(st.integers(0, total - 1))
    less = score_progress(grading=grading, progress=Progress(done, total))
    more = score_progress(grading=grading, progress=Progress(done + 1, total))
    assert less is None or (more is not None and less.given <= more.given)
    assert less is None or less.given < 100
