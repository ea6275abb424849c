"""How far everybody has come is worked out again from what they submitted: the same as each step had kept it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from lti_app.activity.rebuilding_actions import PEOPLE_AT_ONCE, Rebuilt, rebuild_progress
from lti_app.activity.records import CompletionRecord
from lti_app.dashboard.headway_records import HeadwayRecord
from lti_app.database import read_only, transaction
from lti_app.review.queue_records import QueuedWork
from tests.activity.conftest import OpenCourse
from tests.activity.courses import NOW, list_rows, list_scores
from tests.activity.programmes import make_activity, make_programme, make_task
from tests.activity.whole_programmes import make_whole
from tests.builders import TestLms
from tests.review.reviewing import Reviewing


@pytest.fixture
def reviewing(open_course: OpenCourse) -> Reviewing:
    """A course in which one person has done the first week, its study twice."""
    course = open_course(make_whole())
    course.place("w1")
    reviewing = Reviewing(course)
    reviewing.do_the_rest()
    reviewing.submit()
    reviewing.submit("I went again, and this time I listened to Ana alone.", over=1_000_000)
    return reviewing


def list_headway() -> list[tuple[object, ...]]:
    """How far everybody has come."""
    with read_only() as session:
        return [tuple(row) for row in session.execute(select(HeadwayRecord.__table__))]


def test_what_was_lost_or_is_wrong_is_as_each_step_had_kept_it(reviewing: Reviewing) -> None:
    before = list_headway()
    assert len(before) == 1
    with transaction() as session:
        session.execute(update(HeadwayRecord).values(reached=999, stands_at=7))
    rebuilt = rebuild_progress(programme=reviewing.course.programme, after=0, now=NOW)
    assert list_headway() == before
    with transaction() as session:
        session.execute(delete(HeadwayRecord))
    assert rebuild_progress(programme=reviewing.course.programme, after=0, now=NOW) == rebuilt
    assert list_headway() == before
    assert rebuild_progress(
        programme=reviewing.course.programme, after=rebuilt.last or 0, now=NOW
    ) == Rebuilt(0, None)


def test_it_brings_nothing_to_the_trainers_queue(reviewing: Reviewing) -> None:
    with transaction() as session:
        session.execute(delete(QueuedWork))
    rebuild_progress(programme=reviewing.course.programme, after=0, now=NOW)
    with read_only() as session:
        assert session.scalars(select(QueuedWork)).all() == []


def test_what_a_pack_that_asks_for_less_completes_is_kept_and_its_grade_queued(
    open_course: OpenCourse,
) -> None:
    weeks = [make_activity("w1", [make_task(key) for key in tasks], week=1) for tasks in ("ab", "a")]
    course = open_course(make_programme(weeks[0]))
    course.place("w1")
    course.submit(course.enter(), "w1/a", {"text": "words"})
    rebuild_progress(programme=course.programme, after=0, now=NOW)
    assert list_scores() == []
    for _ in range(2):
        rebuild_progress(programme=make_programme(weeks[1]), after=0, now=NOW)
        assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
        assert [score[1:3] for score in list_scores()] == [(100, 1)]


def test_people_are_gone_through_some_at_a_time(reviewing: Reviewing) -> None:
    for number in range(PEOPLE_AT_ONCE):
        reviewing.course.enter(f"further-{number}")
    first = rebuild_progress(programme=reviewing.course.programme, after=0, now=NOW)
    assert first.people == PEOPLE_AT_ONCE and first.last is not None
    second = rebuild_progress(programme=reviewing.course.programme, after=first.last, now=NOW)
    assert 0 < second.people < PEOPLE_AT_ONCE


def test_it_is_a_command_that_says_how_far_it_is(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    told = app.test_cli_runner().invoke(args=["upkeep", "rebuild"])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines() == ["People gone through: 1", "Done."]
