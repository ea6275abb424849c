"""Drafts and submissions on real databases: nothing typed is lost, and what was done counts once, everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_app.activity.answers_rules import Answers, load_answers
from lti_app.activity.outcome_rules import (
    ClosedGate,
    Conflict,
    Final,
    NotEnough,
    Saved,
    Submitted,
    TooLong,
)
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Draft, Question, Submission
from lti_app.activity.version_rules import STEP
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.errors import NotHere
from tests.activity.conftest import OpenCourse
from tests.activity.courses import MAX_CHARACTERS, NOW, Course, list_rows
from tests.activity.programmes import ENOUGH, KINDS, make_every_kind, make_ref, make_weeks

pytestmark = pytest.mark.usefixtures("open_course")
MINE, THEIRS = {"text": "mine"}, {"text": "theirs"}
RESPONSES = ENOUGH["respond"]


def finish_first_week(course: Course, person: str = "p1") -> None:
    """Do the two essential tasks of week one."""
    for task in ("w1/a", "w1/b"):
        assert isinstance(course.submit(course.enter(person), task, MINE), Submitted)


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_of_every_kind_is_drafted_submitted_and_kept_with_its_question(
    open_course: OpenCourse, kind: str
) -> None:
    course = open_course(make_every_kind())
    visit = course.enter()
    if kind == "reflect":
        course.submit(visit, "every/respond", RESPONSES)
    saved = course.save(visit, f"every/{kind}", ENOUGH[kind])
    assert saved == Saved(1, NOW)
    done = course.submit(visit, f"every/{kind}", ENOUGH[kind], over=1)
    assert done == Submitted(1, (), ())
    submission = list_rows(Submission)[-1]
    task = course.programme.get_task(make_ref("every", kind))
    question = write_question(task)
    assert dict(load_answers(submission.answers).fields) == ENOUGH[kind]
    assert (submission.number, submission.pack_version, submission.submitted_at) == (1, "v1", NOW)
    assert submission.question_digest == digest_question(question)
    assert question in [row.text for row in list_rows(Question)]
    assert list_rows(Draft) == []


def test_the_second_tab_to_save_gets_the_first_one_s_words_and_nothing_is_lost(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/a", THEIRS, tab="tab-a")
    late = course.save(visit, "w1/a", MINE, tab="tab-b")
    assert late == Conflict(Answers((("text", "theirs"),)), 1, NOW)
    assert [load_answers(row.answers).get("text") for row in list_rows(Draft)] == ["theirs"]
    assert course.submit(visit, "w1/a", MINE, tab="tab-b") == late
    assert list_rows(Submission) == []
    assert course.save(visit, "w1/a", MINE, over=1, tab="tab-b") == Saved(2, NOW)


def test_both_tabs_words_can_be_put_in_one(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/a", THEIRS, tab="tab-a")
    assert course.save(visit, "w1/a", MINE, over=1, tab="tab-b", joins=True) == Saved(2, NOW)
    assert [load_answers(row.answers).get("text") for row in list_rows(Draft)] == ["theirs\n\nmine"]


def test_a_tab_whose_answer_was_lost_on_the_way_saves_again(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/a", {"text": "first"})
    assert course.save(visit, "w1/a", {"text": "first"}) == Saved(1, NOW)
    assert course.save(visit, "w1/a", {"text": "first and more"}) == Saved(2, NOW)


def test_a_tab_left_open_over_a_submission_does_not_write_over_the_new_draft(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/a", THEIRS, tab="old tab")
    course.submit(visit, "w1/a", THEIRS, over=1, tab="old tab")
    late = course.save(visit, "w1/a", MINE, over=1, tab="old tab")
    assert late == Conflict(Answers((("text", "theirs"),)), STEP, NOW)
    assert isinstance(course.save(visit, "w1/a", {"text": "new"}, over=STEP, tab="new tab"), Saved)
    assert isinstance(course.save(visit, "w1/a", MINE, over=1, tab="old tab"), Conflict)


def test_what_is_not_enough_is_kept_as_a_draft_with_every_fault_named(open_course: OpenCourse) -> None:
    course = open_course(make_every_kind())
    visit = course.enter()
    outcome = course.submit(visit, "every/study", {"text": "one two three four five six"})
    assert isinstance(outcome, NotEnough)
    assert [fault.field for fault in outcome.faults] == ["text"]
    assert [load_answers(row.answers).get("text") for row in list_rows(Draft)] == [
        "one two three four five six"
    ]
    assert list_rows(Submission) == []


def test_more_than_the_service_keeps_changes_nothing(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/a", THEIRS)
    long = {"text": "x" * (MAX_CHARACTERS + 1)}
    assert isinstance(course.save(visit, "w1/a", long, over=1), TooLong)
    assert isinstance(course.submit(visit, "w1/a", long, over=1), TooLong)
    assert [load_answers(row.answers).get("text") for row in list_rows(Draft)] == ["theirs"]


def test_the_gate_is_asked_again_when_something_is_sent(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    for task, form in (("w2/d", MINE), ("case/e", RESPONSES), ("case/f", MINE)):
        assert isinstance(course.save(visit, task, form), ClosedGate)
        assert isinstance(course.submit(visit, task, form), ClosedGate)
    finish_first_week(course)
    assert isinstance(course.submit(visit, "case/f", MINE), ClosedGate)
    assert {row.activity_key for row in list_rows(Submission)} == {"w1"}
    assert list_rows(Draft) == []


def test_the_open_policy_lifts_the_order_of_weeks_but_not_that_of_a_reflection(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks(), policy=CohortPolicy.OPEN)
    visit = course.enter()
    assert isinstance(course.submit(visit, "w2/d", MINE), Submitted)
    assert isinstance(course.submit(visit, "case/f", MINE), ClosedGate)


def test_first_responses_can_neither_be_edited_nor_submitted_again(open_course: OpenCourse) -> None:
    course = open_course(make_weeks(), policy=CohortPolicy.OPEN)
    visit = course.enter()
    course.submit(visit, "case/e", RESPONSES)
    changed = {**RESPONSES, "response.leon": "On second thoughts"}
    assert course.save(visit, "case/e", changed, over=STEP) == Final(NOW, Answers(tuple(RESPONSES.items())))
    assert course.submit(visit, "case/e", changed, over=STEP) == Final(NOW, Answers(tuple(RESPONSES.items())))
    assert [dict(load_answers(row.answers).fields) for row in list_rows(Submission)] == [RESPONSES]
    assert list_rows(Draft) == []


def test_another_task_may_be_submitted_again_and_every_version_is_kept(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.submit(visit, "w1/a", THEIRS)
    later = replace(course, now=NOW + timedelta(hours=1))
    assert later.submit(visit, "w1/a", MINE, over=STEP) == Submitted(2, (), ())
    kept = [(row.number, load_answers(row.answers).get("text")) for row in list_rows(Submission)]
    assert kept == [(1, "theirs"), (2, "mine")]


def test_the_same_words_sent_twice_count_once(open_course: OpenCourse) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    assert course.submit(visit, "w1/a", MINE) == Submitted(1, (), ())
    assert course.submit(visit, "w1/a", MINE) == Submitted(1, (), ())
    assert len(list_rows(Submission)) == 1


def test_a_draft_over_a_submission_can_be_discarded_and_a_draft_over_nothing_stays(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.save(visit, "w1/b", MINE)
    course.submit(visit, "w1/a", THEIRS)
    course.save(visit, "w1/a", MINE, over=STEP)
    for task in ("w1/a", "w1/b"):
        assert course.discard(visit, task) is None
    assert [row.task_key for row in list_rows(Draft)] == ["b"]


def test_a_tab_left_open_over_a_draft_that_was_thrown_away_does_not_write_over_the_next(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    course.submit(visit, "w1/a", THEIRS)
    thrown = course.save(visit, "w1/a", {"text": "thrown away"}, over=STEP)
    assert isinstance(thrown, Saved)
    course.discard(visit, "w1/a")
    course.save(visit, "w1/a", {"text": "begun anew"}, over=STEP, tab="new tab")
    late = course.save(visit, "w1/a", MINE, over=thrown.version, tab="left open")
    assert isinstance(late, Conflict)
    assert late.theirs.get("text") == "begun anew"


@pytest.mark.parametrize("task", ["w1/none", "none/a", "/"])
def test_a_task_that_is_not_there_is_not_there(open_course: OpenCourse, task: str) -> None:
    course = open_course(make_weeks())
    visit = course.enter()
    with pytest.raises(NotHere):
        course.save(visit, task, MINE)
    with pytest.raises(NotHere):
        course.submit(visit, task, MINE)
