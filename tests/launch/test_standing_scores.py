"""What was done before a link was there gets its grade when the link appears, whatever happens at the same moment."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from lti_app.activity.evidence_records import lock_person
from lti_app.activity.question_rules import digest_question
from lti_app.activity.records import CompletionRecord, Question, Submission
from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort, Person, hold_cohorts_of
from lti_app.cohort.role_rules import Role
from lti_app.database import read_only, transaction
from lti_app.gate.rules import list_essential
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from tests.builders import CLAIM, TestLms, make_app, make_lms, make_settings
from tests.databases import postgres_url

ANOTHER_LINK = {CLAIM + "resource_link": {"id": "77", "title": "Week one, again"}}


def add_submissions(app: Flask, session: object) -> None:
    """Everything that Week One asks, submitted by the only person there is."""
    person = session.scalars(select(Person)).one()  # type: ignore[attr-defined]
    cohort = session.scalars(select(Cohort)).one()  # type: ignore[attr-defined]
    digest = digest_question("What do you bring?")
    session.add(Question(digest=digest, text="What do you bring?"))  # type: ignore[attr-defined]
    for task in app.extensions["programme"].activities["m1-w1"].tasks:
        session.add(  # type: ignore[attr-defined]
            Submission(
                person_id=person.id,
                cohort_id=cohort.id,
                activity_key="m1-w1",
                task_key=task.key,
                number=1,
                answers="{}",
                question_digest=digest,
                pack_version="1",
                submitted_at=utc_now(),
            )
        )


def list_states(app: Flask) -> list[ScoreState]:
    """The states of all scores."""
    with app.app_context(), read_only() as session:
        return list(session.scalars(select(ScoreRow.state)))


def test_a_link_launched_after_the_work_was_done_gets_its_grade(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client, activity="m1-w2")
    with app.app_context(), transaction() as session:
        add_submissions(app, session)
    assert list_states(app) == []
    lms.enter(client, **ANOTHER_LINK)
    assert list_states(app) == [ScoreState.QUEUED]


def test_a_week_that_was_completed_before_the_pack_grew_gets_its_grade_in_a_new_link_too(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client, activity="m1-w2")
    with app.app_context(), transaction() as session:
        add_submissions(app, session)
        person = session.scalars(select(Person.id)).one()
        session.add(CompletionRecord(person_id=person, activity_key="m1-w1", completed_at=utc_now()))
        programme = app.extensions["programme"]
        gained = list_essential(programme=programme, activity=programme.activities["m1-w1"])[0].task
        # As if the pack had gained this task since.
        session.execute(delete(Submission).where(Submission.task_key == gained))
    lms.enter(client, **ANOTHER_LINK)
    assert list_states(app) == [ScoreState.QUEUED]


@pytest.mark.postgres
def test_a_link_that_appears_while_the_last_task_is_submitted_misses_nothing(
    tmp_path: Path, postgres_server: None
) -> None:
    with make_app(make_settings(tmp_path, DATABASE_URL=postgres_url())) as app, make_lms(app) as lms:
        lms.register()
        browser = app.test_client()
        lms.enter(browser, activity="m1-w2")
        launching = threading.Thread(target=lambda: lms.enter(browser, **ANOTHER_LINK))
        with app.app_context(), transaction() as session:
            hold_cohorts_of(session, session.scalars(select(Person.id)).one(), role=Role.PARTICIPANT)
            add_submissions(app, session)
            session.flush()
            launching.start()
            wait_for_a_lock(app)
        launching.join(timeout=20)
        assert list_states(app) == [ScoreState.QUEUED]


def wait_for_a_lock(app: Flask) -> None:
    """Wait until another connection waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with read_only() as session:
            if session.scalar(waiting):
                return
    raise AssertionError("nobody waits")


def test_a_link_to_a_further_address_of_an_activity_is_a_link_to_the_activity(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client, activity="workshop-1")
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Placement.activity_key)).all() == ["m1-w4"]


@pytest.mark.postgres
def test_a_launch_does_not_wait_for_what_the_person_submits_meanwhile(
    tmp_path: Path, postgres_server: None
) -> None:
    with make_app(make_settings(tmp_path, DATABASE_URL=postgres_url())) as app, make_lms(app) as lms:
        lms.register()
        browser = app.test_client()
        lms.enter(browser, activity="m1-w2")
        launching = threading.Thread(target=lambda: lms.enter(browser, **ANOTHER_LINK))
        with app.app_context(), transaction() as session:
            lock_person(session, session.scalars(select(Person.id)).one())
            launching.start()
            launching.join(timeout=10)
            waits = launching.is_alive()
        launching.join(timeout=10)
        assert not waits
