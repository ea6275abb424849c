"""Giving out on real databases: nothing is shown before it, nothing is taken back after it was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.gate.facts_rules import Target
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, PartKey, PartRef, Released
from lti_app.workshop.actions import release, show, take_back
from lti_app.workshop.outcome_rules import Given, NotGiven, SeenAlready, Shown, StillClosed, TakenBack
from lti_app.workshop.records import Release, Showing
from tests.activity.browsing import Browsing
from tests.activity.conftest import OpenCourse
from tests.activity.courses import NOW, Course, list_rows
from tests.activity.programmes import make_activity, make_programme, make_task
from tests.activity.whole_programmes import BRADLEY, STORY_TWO, make_whole
from tests.builders import TestLms
from tests.workshop.test_register import mark

ONE, TWO = PartRef(BRADLEY, PartKey("one")), PartRef(BRADLEY, PartKey("two"))


def give(course: Course, target: Target) -> Given:
    """Give `target` out."""
    by = course.enter("t1", Role.TRAINER).person_id
    return release(
        programme=course.programme, cohort_id=course.cohort_id, target=target, by_id=by, now=course.now
    )


def take(course: Course, target: Target) -> object:
    """Take `target` back."""
    return take_back(cohort_id=course.cohort_id, target=target, by_id=1, now=course.now)


def look(course: Course, visit: Visit, target: Target) -> Shown | StillClosed:
    """Look at `target`."""
    return show(visit=visit, programme=course.programme, target=target, now=course.now)


def enter_second_week(course: Course) -> Visit:
    """A participant who has done the first week's own part."""
    visit = course.enter()
    for task in ("w1/a", "w1/study", "real/first"):
        course.submit(visit, task, {"text": "words"})
    return visit


def test_a_part_opens_with_its_release_and_only_after_the_part_ahead(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = enter_second_week(course)
    assert isinstance(look(course, visit, ONE), StillClosed)
    assert give(course, TWO).is_new
    assert isinstance(look(course, visit, TWO), StillClosed)
    assert give(course, ONE) == Given(ONE, course.now, is_new=True)
    assert give(course, ONE) == Given(ONE, course.now, is_new=False)
    assert look(course, visit, ONE) == Shown()
    assert look(course, visit, TWO) == Shown()
    assert len(list_rows(Release)) == 2


def test_a_release_opens_nothing_whose_week_is_closed(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    give(course, ONE)
    assert isinstance(look(course, course.enter(), ONE), StillClosed)
    assert list_rows(Showing) == []


def test_a_release_is_taken_back_until_somebody_has_opened_it(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = enter_second_week(course)
    assert take(course, ONE) == NotGiven(ONE)
    give(course, ONE)
    assert take(course, ONE) == TakenBack(ONE)
    assert isinstance(look(course, visit, ONE), StillClosed)
    give(course, ONE)
    look(course, visit, ONE)
    assert take(course, ONE) == SeenAlready(ONE, 1)
    assert look(course, visit, ONE) == Shown()


def test_attendance_alone_never_shows_a_case_that_was_not_given_out(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = enter_second_week(course)
    mark(course, visit)
    assert isinstance(look(course, visit, STORY_TWO), StillClosed)
    assert isinstance(look(course, visit, ONE), StillClosed)


def test_what_no_release_would_open_cannot_be_released(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    for target in (ActivityKey("w1"), ActivityKey("none"), PartRef(BRADLEY, PartKey("three"))):
        with pytest.raises(NotHere):
            give(course, target)


@pytest.mark.parametrize("address", ["activity/case", "activity/case/task/a"])
def test_a_case_is_not_taken_back_from_under_whoever_has_its_page_open(
    app: Flask, client: FlaskClient, lms: TestLms, address: str
) -> None:
    case = replace(make_activity("case", (make_task("a"),)), opens=(Released(),))
    app.extensions["programme"] = small = make_programme(make_activity("w1", (make_task("b"),), week=1), case)
    reader = Browsing(client, lms.enter(client, activity="w1"), small)
    with app.app_context():
        assert reader.open(address).status_code == 403
        release(programme=small, cohort_id=1, target=case.key, by_id=1, now=NOW)
        assert take_back(cohort_id=1, target=case.key, by_id=1, now=NOW) == TakenBack(case.key)
        release(programme=small, cohort_id=1, target=case.key, by_id=1, now=NOW)
        assert reader.open(address).status_code == 200
        assert take_back(cohort_id=1, target=case.key, by_id=1, now=NOW) == SeenAlready(case.key, 1)
    assert reader.press("case/a", "submit", {"text": "My words"}).status_code == 303
