"""What registers and completions come to on the trainer's and the line manager's pages, by London's days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_app.activity.evidence_records import record_completion
from lti_app.activity.records import Submission
from lti_app.dashboard.chart_records import count_completed
from lti_app.dashboard.table_records import list_registers
from lti_app.database import read_only, transaction
from lti_app.gate.facts_rules import Awaited
from lti_app.programme.model import ActivityKey
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.records import Attendance
from tests.builders import CLAIM, INSTRUCTOR, TestLms
from tests.cohort.evidence import find_cohort_id, find_person_id, submit_all
from tests.dashboard.test_desk import enter_as_mentor

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
ELSEWHERE = {CLAIM + "context": {"id": "9", "title": "Another cohort"}}
WORKSHOP = ActivityKey("m1-w4")
AFTER_MIDNIGHT = datetime(2026, 6, 28, 23, 30, tzinfo=UTC)
MONDAY = date(2026, 6, 29)
Marks = Callable[..., None]


@pytest.fixture
def mark(app: Flask, client: FlaskClient, lms: TestLms) -> Marks:
    """A participant who has done week one, and what marks them in the register of workshop one."""
    lms.enter(client, name="Ana Álvarez")
    submit_all(app, "4", "m1-w1")
    person_id, cohort_id = find_person_id(app, "4"), find_cohort_id(app)

    def add(presence: Presence, reason: str = "") -> None:
        with app.app_context(), transaction() as session:
            session.add(
                Attendance(
                    cohort_id=cohort_id,
                    person_id=person_id,
                    workshop_key=WORKSHOP,
                    presence=presence,
                    reason=reason or None,
                    marked_at=AFTER_MIDNIGHT,
                )
            )

    return add


def test_half_past_midnight_in_summer_is_the_new_day(app: Flask, mark: Marks) -> None:
    mark(Presence.PRESENT)
    person_id, cohort_id = find_person_id(app, "4"), find_cohort_id(app)
    with app.app_context():
        with transaction() as session:
            record_completion(session, person_id=person_id, activity_key=WORKSHOP, now=AFTER_MIDNIGHT)
            record_completion(session, person_id=person_id, activity_key="m1-w1", now=AFTER_MIDNIGHT)
        with read_only() as session:
            there = session.connection()
            assert list_registers(there, cohort_id=cohort_id) == {WORKSHOP: MONDAY}
            counted = count_completed(there, cohort_id=cohort_id, activity_keys=[WORKSHOP, "m1-w1"])
            assert counted == {MONDAY: 2}


def test_the_table_tells_who_was_not_there_from_who_is_not_marked(
    client: FlaskClient, lms: TestLms, mark: Marks
) -> None:
    root = lms.enter(client, **TRAINER)
    assert "Not here" not in client.get(f"{root}/cohort").text
    mark(Presence.ABSENT)
    assert client.get(f"{root}/cohort").text.count("Not here") == 1
    lms.enter(client, name="Ana Álvarez", **ELSEWHERE)
    there = lms.enter(client, **TRAINER, **ELSEWHERE)
    assert "Not here" not in client.get(f"{there}/cohort").text


def test_the_reason_of_a_catch_up_is_for_the_trainers_to_whom_it_was_written(
    app: Flask, client: FlaskClient, lms: TestLms, mark: Marks
) -> None:
    mark(Presence.CATCH_UP, "Ill on the day")
    person_id = find_person_id(app, "4")
    lms.enter(client, name="Ana Álvarez", **ELSEWHERE)
    own, there = lms.enter(client, **TRAINER), lms.enter(client, **TRAINER, **ELSEWHERE)
    assert "Ill on the day" in client.get(f"{own}/cohort/people/{person_id}").text
    page = client.get(f"{there}/cohort/people/{person_id}").text
    assert "agreed catch-up" in page
    assert "Ill on the day" not in page


def test_the_desk_of_a_mentor_counts_workshops_and_no_work_that_waits(
    app: Flask, client: FlaskClient, lms: TestLms, mark: Marks
) -> None:
    mark(Presence.PRESENT)
    page = enter_as_mentor(client, lms, "4")
    assert "2 of 28 weeks complete" in page
    assert "Attended" in page
    with app.app_context(), transaction() as session:
        session.execute(update(Submission).values(awaits=Awaited.TRAINER))
    page = enter_as_mentor(client, lms, "4")
    assert "1 of 28 weeks complete" in page
    assert "Done, awaits a word" in page


def test_somebody_without_a_name_is_found_as_the_table_calls_them(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client, name=None, given_name=None, family_name=None)
    root = lms.enter(client, **TRAINER)
    called = f"Participant {find_person_id(app, '4')}"
    assert called in client.get(f"{root}/cohort").text
    assert f">{called}</a>" in client.get(f"{root}/cohort?q={called.lower()}").text
