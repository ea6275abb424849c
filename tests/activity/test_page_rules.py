"""What a page says of a grade, of a task's state and of what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_app.activity.completion_rules import Progress
from lti_app.activity.page_rules import (
    Gradebook,
    TaskState,
    WeekState,
    decide_gradebook,
    decide_task_state,
    decide_week_state,
)
from lti_app.activity.task_page_rules import decide_home
from lti_app.placement.grading_rules import Grading
from lti_app.score_delivery.rules import Score, ScoreStanding, ScoreState
from tests.activity.courses import NOW
from tests.activity.programmes import make_ref, make_task
from tests.activity.whole_programmes import make_whole

HERE, THERE = 1, 2


def make_standing(placement_id: int, state: ScoreState) -> ScoreStanding:
    """A row of the outbox as pages see it."""
    settled_at = NOW + timedelta(minutes=1) if state is ScoreState.SETTLED else None
    return ScoreStanding(1, 1, "m1-w1", placement_id, state, Score(100, 100), NOW, settled_at, None)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ScoreState.QUEUED, Gradebook.QUEUED),
        (ScoreState.WAITING, Gradebook.WAITING),
        (ScoreState.SETTLED, Gradebook.SENT),
        (ScoreState.NEEDS_A_PERSON, Gradebook.NEEDS_A_PERSON),
    ],
)
def test_each_state_of_a_score_is_said(state: ScoreState, said: Gradebook) -> None:
    line = decide_gradebook(
        gradings=[(HERE, Grading.COMPLETION)], standings=[make_standing(HERE, state)], placement_id=HERE
    )
    assert (line.state, line.given, line.maximum) == (said, 100, 100)
    assert (line.sent_at is not None) == (state is ScoreState.SETTLED)


def test_a_placement_that_reports_nothing_is_not_graded_even_where_another_is() -> None:
    gradings = [(HERE, Grading.NONE), (THERE, Grading.COMPLETION)]
    sent = [make_standing(THERE, ScoreState.SETTLED)]
    assert (
        decide_gradebook(gradings=gradings, standings=sent, placement_id=HERE).state is Gradebook.NOT_GRADED
    )
    assert decide_gradebook(gradings=gradings, standings=sent, placement_id=THERE).state is Gradebook.SENT
    assert decide_gradebook(gradings=[], standings=sent, placement_id=None).state is Gradebook.NOT_GRADED


def test_seen_from_elsewhere_any_graded_placement_of_the_activity_speaks_for_it() -> None:
    line = decide_gradebook(
        gradings=[(THERE, Grading.PROGRESS)],
        standings=[make_standing(THERE, ScoreState.SETTLED)],
        placement_id=9,
    )
    assert line.state is Gradebook.SENT
    nothing = decide_gradebook(gradings=[(THERE, Grading.PROGRESS)], standings=[], placement_id=9)
    assert nothing.state is Gradebook.NOT_YET


def test_what_is_done_stays_done_whatever_it_waits_for_now() -> None:
    ref = make_ref("w1", "a")
    one, none = frozenset({ref}), frozenset({make_ref("w1", "b")})
    assert decide_task_state(ref=ref, closed=True, done=one, drafted=one) is TaskState.DONE
    assert decide_task_state(ref=ref, closed=True, done=none, drafted=one) is TaskState.CLOSED
    assert decide_task_state(ref=ref, closed=False, done=none, drafted=one) is TaskState.DRAFT
    assert decide_task_state(ref=ref, closed=False, done=none, drafted=none) is TaskState.NOT_STARTED


@pytest.mark.parametrize(
    ("closed", "progress", "completed", "drafted", "state"),
    [
        (True, Progress(1, 2), True, False, WeekState.COMPLETE),
        (False, Progress(2, 2), True, False, WeekState.COMPLETE),
        (False, Progress(2, 2), False, False, WeekState.WAITING),
        (True, Progress(0, 2), False, True, WeekState.CLOSED),
        (False, Progress(0, 2), False, True, WeekState.STARTED),
        (False, Progress(1, 2), False, False, WeekState.STARTED),
        (False, Progress(0, 2), False, False, WeekState.NOT_STARTED),
    ],
)
def test_a_week_stands_on_the_map_as_its_work_does(
    closed: bool, progress: Progress, completed: bool, drafted: bool, state: WeekState
) -> None:
    assert decide_week_state(closed=closed, progress=progress, completed=completed, drafted=drafted) is state


@pytest.mark.parametrize(
    ("task", "visited", "home"),
    [
        ("real/second", None, "w2"),
        ("real/second", "w1", "w2"),
        ("real/second", "real", "w2"),
        ("real/first", "w1", "w1"),
        ("bradley/none", "w2", "w2"),
        ("story-1/read", "w3", "story-1"),
        ("w1/a", "w3", "w1"),
    ],
)
def test_the_way_back_from_an_entry_in_the_real_case_is_the_week_it_counts_for(
    task: str, visited: str | None, home: str
) -> None:
    programme = make_whole()
    activity_key, _, task_key = task.partition("/")
    activity = programme.activities[activity_key]
    found = activity.find_task(task_key) or make_task(task_key)
    assert decide_home(programme=programme, activity=activity, task=found, visited=visited) == home
