"""What each chart says in words: right for one, for many and for none."""

from __future__ import annotations

from datetime import date

import pytest

from lti_app.dashboard.chart_rules import (
    ALL_DONE,
    StopCount,
    WeekCount,
    say_grades,
    say_progress,
    say_stops,
)
from lti_app.score_delivery.rules import ScoreState

MONDAY, NEXT = date(2026, 11, 16), date(2026, 11, 23)
WEEK = "Module 1, Week 1"


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ([], "Nobody has completed a week yet."),
        (
            [WeekCount(MONDAY, 1, 1)],
            "1 week has been completed so far. The most in seven days was 1, from 16 November 2026.",
        ),
        (
            [WeekCount(MONDAY, 3, 3), WeekCount(NEXT, 1, 4)],
            "4 weeks have been completed so far. The most in seven days was 3, from 16 November 2026.",
        ),
        ([WeekCount(NEXT, 0, 4)], "4 weeks have been completed so far, none of them in the time shown."),
    ],
)
def test_progress_is_told_for_one_week_and_for_many(weeks: list[WeekCount], words: str) -> None:
    assert say_progress(weeks) == words


@pytest.mark.parametrize(
    ("stops", "words"),
    [
        ([StopCount(WEEK, 0, 0), StopCount(ALL_DONE, 0, 0)], "Nobody takes part yet."),
        (
            [StopCount(WEEK, 9, 4), StopCount(ALL_DONE, 0, 0)],
            f"The week with the most people is {WEEK} (9 people). 4 people are stuck or yet to begin.",
        ),
        (
            [StopCount(WEEK, 1, 1), StopCount(ALL_DONE, 0, 0)],
            f"The week with the most people is {WEEK} (1 person). 1 person is stuck or yet to begin.",
        ),
        (
            [StopCount(WEEK, 1, 0), StopCount(ALL_DONE, 9, 0)],
            "9 people have done every week: more than are at any one of them. Nobody is stuck or yet to begin.",
        ),
        (
            [StopCount(WEEK, 0, 0), StopCount(ALL_DONE, 1, 0)],
            "1 person has done every week: more than are at any one of them. Nobody is stuck or yet to begin.",
        ),
    ],
)
def test_where_people_are_is_told_for_one_for_many_and_for_those_who_are_through(
    stops: list[StopCount], words: str
) -> None:
    assert say_stops(stops) == words


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({}, "No grade has been earned in this course yet."),
        ({ScoreState.SETTLED: 1}, "The one grade earned so far has reached the gradebook."),
        ({ScoreState.QUEUED: 1}, "The one grade earned so far has not reached the gradebook yet."),
        ({ScoreState.SETTLED: 1, ScoreState.QUEUED: 2}, "1 of 3 grades has reached the gradebook."),
        ({ScoreState.SETTLED: 2}, "2 of 2 grades have reached the gradebook."),
    ],
)
def test_grades_are_told_for_one_and_for_many(states: dict[ScoreState, int], words: str) -> None:
    assert say_grades(states) == words
