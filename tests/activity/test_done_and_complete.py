"""Done is not complete: work counts once whoever it waits for has acted, and waiting closes nothing."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from lti_app.activity.completion_rules import Progress, judge_progress, list_waits
from lti_app.activity.outcome_rules import Submitted
from lti_app.activity.records import CompletionRecord, list_standing
from lti_app.activity.settling_records import settle_submission
from lti_app.activity.state_records import list_states
from lti_app.database import read_only, transaction
from lti_app.gate.actions import choose_waits
from lti_app.gate.facts_rules import Awaited, GateFacts, mark_attended
from lti_app.programme.model import Activity, ActivityKey
from tests.activity.browsing import Browsing
from tests.activity.conftest import OpenCourse
from tests.activity.courses import Course, list_rows, list_scores
from tests.activity.programmes import make_activity, make_programme, make_ref, make_task
from tests.activity.whole_programmes import REAL, WORKSHOP, make_whole
from tests.builders import TestLms
from tests.gate.test_rules import TODAY

WORDS = {"text": "words"}
STUDY = make_ref("w1", "study")


def do_first_week(course: Course, person: str = "p1") -> int:
    """Do everything that the first week asks; the person's number."""
    visit = course.enter(person)
    for task in ("w1/a", "real/first", "w1/study"):
        assert isinstance(course.submit(visit, task, WORDS), Submitted)
    return visit.person_id


def wait_for_reviews(course: Course) -> None:
    """Let the cohort review what the pack has reviewed."""
    choose_waits(cohort_id=course.cohort_id, reviews=True, agreements=True, by_id=1, now=course.now)


def accept(course: Course, person_id: int) -> object:
    """Accept the study, as a trainer's review does."""
    with transaction() as session:
        counted = list_states(session.connection(), person_id).counted
        return settle_submission(
            session,
            programme=course.programme,
            person_id=person_id,
            ref=STUDY,
            number=1,
            counted=counted,
            now=course.now,
        )


def test_where_the_cohort_reviews_a_study_counts_once_it_is_accepted(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    course.place("w1")
    course.enter("t1")
    wait_for_reviews(course)
    person_id = do_first_week(course)
    assert list_rows(CompletionRecord) == [] == list_scores()
    with read_only() as session:
        [standing] = list_standing(session, cohort_id=course.cohort_id, activity_keys=["w1", "real"])
        assert STUDY not in standing.done
        assert STUDY in list_states(session.connection(), person_id).done
    accept(course, person_id)
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
    assert [score[1] for score in list_scores()] == [100]


def test_where_it_does_not_review_a_study_counts_at_once(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    do_first_week(course)
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]


def test_waiting_for_another_person_never_closes_what_comes_next(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    course.enter("t1")
    wait_for_reviews(course)
    do_first_week(course)
    assert isinstance(course.submit(course.enter(), "real/second", WORDS), Submitted)


def test_a_touchpoint_counts_for_its_week_and_a_workshop_s_attendance_alone_for_its_own() -> None:
    whole = make_whole()
    first, workshop = whole.activities["w1"], whole.activities[WORKSHOP]
    done = frozenset({make_ref("w1", "a"), STUDY})
    assert judge_progress(programme=whole, activity=first, done=done) == Progress(2, 3)
    assert judge_progress(programme=whole, activity=first, done=done | {make_ref("real", "first")}).complete
    assert not judge_progress(programme=whole, activity=workshop, done=done).complete
    assert judge_progress(
        programme=whole, activity=workshop, done=frozenset({mark_attended(WORKSHOP)})
    ).complete


def test_the_page_says_who_is_awaited() -> None:
    whole = make_whole()
    facts = GateFacts(today=TODAY, done=frozenset({STUDY}))
    waits = list_waits(programme=whole, activity=whole.activities["w1"], facts=facts)
    assert [(wait.awaited, wait.ref) for wait in waits] == [(Awaited.TRAINER, STUDY)]
    [register] = list_waits(programme=whole, activity=whole.activities[WORKSHOP], facts=facts)
    assert register.awaited is Awaited.TRAINER and register.is_mark


def test_a_pack_that_grows_takes_no_grade_and_no_completion_back(open_course: OpenCourse) -> None:
    one = make_programme(make_activity("w1", (make_task("a"),), week=1))
    grown = make_programme(make_activity("w1", (make_task("a"), make_task("b")), week=1), make_weeks_after())
    course = open_course(one)
    course.place("w1")
    course.submit(course.enter(), "w1/a", WORDS)
    later = replace(course, programme=grown)
    later.submit(later.enter(), "w1/a", {"text": "other words"}, over=1_000_000)
    assert [score[1] for score in list_scores()] == [100]
    assert isinstance(later.submit(later.enter(), "w2/c", WORDS), Submitted)


def make_weeks_after() -> Activity:
    """The week after."""
    return make_activity("w2", (make_task("c"),), week=2)


def test_an_entry_that_may_tell_who_somebody_is_is_kept_shown_and_never_blocked(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    app.extensions["programme"] = whole = make_whole()
    browsing = Browsing(client, lms.enter(client, activity="w1"), whole)
    answer = browsing.press(f"{REAL}/first", "submit", {"text": "Mrs Okafor of SW1A 1AA"})
    assert answer.status_code == 200
    assert "a postcode: ‘SW1A 1AA’" in answer.text
    assert "a name with a title: ‘Mrs Okafor’" in answer.text
    assert "<title>Not submitted yet: " in answer.text
    assert 'id="signs" data-module="govuk-notification-banner"' in answer.text
    again = browsing.press(f"{REAL}/first", "submit.looked", {"text": "Mrs Okafor of SW1A 1AA"}, answer.text)
    assert again.status_code == 303
    page = browsing.open_task(f"{REAL}/first")
    assert "Done." in page.text


def test_what_was_answered_stands_with_its_old_question_when_the_pack_changes(
    app: Flask, browsing: Browsing
) -> None:
    app.extensions["programme"] = one = make_programme(make_activity("m1-w1", (make_task("a"),), week=1))
    old = Browsing(browsing.client, browsing.root, one)
    old.press("m1-w1/a", "submit", WORDS)
    changed = replace(make_task("a"), title="Another question")
    app.extensions["programme"] = make_programme(make_activity(ActivityKey("m1-w1"), (changed,), week=1))
    page = old.open_task("m1-w1/a").text
    assert "The question has changed since" in page
    assert "# Task a" in page
