"""Completions and scores on real databases: what was done counts once, in every course, whoever else is working."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from lti_app.activity.outcome_rules import (
    Submitted,
)
from lti_app.activity.records import CompletionRecord, Submission, list_standing
from lti_app.activity.version_rules import STEP
from lti_app.cohort.role_rules import Role
from lti_app.database import read_only
from lti_app.placement.grading_rules import Grading
from tests.activity.conftest import OpenCourse
from tests.activity.courses import NOW, Course, list_rows, list_scores
from tests.activity.programmes import ENOUGH, make_ref, make_weeks

pytestmark = pytest.mark.usefixtures("open_course")
MINE, THEIRS = {"text": "mine"}, {"text": "theirs"}
RESPONSES = ENOUGH["respond"]


def finish_first_week(course: Course, person: str = "p1") -> None:
    """Do the two essential tasks of week one."""
    for task in ("w1/a", "w1/b"):
        assert isinstance(course.submit(course.enter(person), task, MINE), Submitted)


def test_a_completed_week_is_recorded_once_and_its_score_queued_once(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    placed = course.place("w1")
    visit = course.enter()
    assert course.submit(visit, "w1/a", MINE) == Submitted(1, (), ())
    assert list_scores() == []
    assert course.submit(visit, "w1/b", MINE) == Submitted(
        1, (course.programme.activities[make_ref("w1", "a").activity].key,), (1,)
    )
    assert course.submit(visit, "w1/b", THEIRS, over=STEP) == Submitted(2, (), (1,))
    assert list_scores() == [(placed, 100, 1, "queued")]
    assert [(row.activity_key, row.completed_at) for row in list_rows(CompletionRecord)] == [("w1", NOW)]


def test_every_placement_gets_what_its_grading_reports(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    whole, parts = course.place("w1"), course.place("w1", Grading.PROGRESS)
    course.place("w1", Grading.NONE)
    visit = course.enter()
    course.submit(visit, "w1/a", MINE)
    assert list_scores() == [(parts, 50, 1, "queued")]
    course.submit(visit, "w1/b", MINE)
    assert sorted(list_scores()) == [(whole, 100, 1, "queued"), (parts, 100, 2, "queued")]


def test_the_last_task_of_a_case_completes_the_case_and_the_week_that_includes_it(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    case, week = course.place("case"), course.place("w2", column=False)
    finish_first_week(course)
    visit = course.enter()
    course.submit(visit, "w2/d", MINE)
    course.submit(visit, "case/e", RESPONSES)
    outcome = course.submit(visit, "case/f", MINE)
    assert isinstance(outcome, Submitted)
    assert outcome.completed == ("case", "w2")
    assert list_scores() == [(case, 100, 1, "queued"), (week, 100, 1, "waiting for a line item")]


def test_evidence_moves_with_the_person_and_counts_in_every_course_they_take_part_in(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    course.submit(course.enter(), "w1/a", MINE)
    later = course.another_cohort()
    here, there = course.place("w1"), later.place("w1")
    later.submit(later.enter(), "w1/b", MINE)
    assert list_scores() == [(here, 100, 1, "queued"), (there, 100, 1, "queued")]


def test_a_course_in_which_the_person_only_trains_gets_no_score(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    trained = course.another_cohort()
    trained.enter("p1", Role.TRAINER)
    trained.place("w1")
    finish_first_week(course)
    assert list_scores() == []


def test_standing_lists_each_participant_of_the_cohort_with_what_they_did_anywhere(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    finish_first_week(course, "p1")
    later = replace(course, now=NOW + timedelta(days=1))
    later.submit(later.enter("p2"), "w1/a", MINE)
    later.submit(later.enter("p1"), "w1/a", THEIRS, over=STEP)
    other = later.another_cohort()
    other.enter("p1")
    other.enter("p3", Role.TRAINER)
    with read_only() as session:
        here = list_standing(session, cohort_id=course.cohort_id, activity_keys=["w1"])
        there = list_standing(session, cohort_id=other.cohort_id, activity_keys=["w1"])
        assert list_standing(session, cohort_id=course.cohort_id, activity_keys=["w2"]) == ()
    both = frozenset({make_ref("w1", "a"), make_ref("w1", "b")})
    assert [(one.done, one.earned_at) for one in here] == [
        (both, NOW),
        (frozenset({make_ref("w1", "a")}), later.now),
    ]
    assert [one.done for one in there] == [both]


def test_two_tasks_submitted_in_the_same_moment_complete_the_week(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    placed = course.place("w1")
    visit = course.enter()

    def send(task: str) -> object:
        with course.app.app_context():
            return course.submit(visit, task, MINE)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, ["w1/a", "w1/b", "w1/a", "w1/b"]))
    assert all(isinstance(outcome, Submitted) for outcome in outcomes)
    assert len(list_rows(Submission)) == 2
    assert list_scores() == [(placed, 100, 1, "queued")]
