"""One participant's page: everything that they did, in states and days, without a word of it and without drafts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.database import transaction
from lti_app.gate.records import GivenSignOff, Waiver
from lti_app.programme.model import SignOff
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.records import Attendance
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import find_cohort_id, find_person_id, submit_all
from tests.counting import count_of
from tests.dashboard.crowds import add_crowd
from tests.organisation.tenants import fields_of

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
ELSEWHERE = {CLAIM + "context": {"id": "9", "title": "Another cohort"}}
NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@pytest.fixture
def person(app: Flask, client: FlaskClient, lms: TestLms) -> int:
    """A participant with evidence, a mark, a waiver and a sign-off."""
    lms.enter(client, name="Ana Álvarez")
    submit_all(app, "4", "m1-w1", words="Words that are theirs")
    number, cohort_id = find_person_id(app, "4"), find_cohort_id(app)
    with app.app_context(), transaction() as session:
        session.add(
            Attendance(
                cohort_id=cohort_id,
                person_id=number,
                workshop_key="m1-w4",
                presence=Presence.CATCH_UP,
                reason="Ill on the day",
                marked_at=NOW,
            )
        )
        session.add(
            Waiver(
                cohort_id=cohort_id,
                person_id=number,
                activity_key="m1-w6",
                reason="Leave in May",
                set_at=NOW,
            )
        )
        session.add(GivenSignOff(person_id=number, sign_off=SignOff.PORTFOLIO, given_at=NOW))
    return number


def test_it_tells_states_marks_waivers_and_sign_offs(client: FlaskClient, lms: TestLms, person: int) -> None:
    root = lms.enter(client, **TRAINER)
    page = client.get(f"{root}/cohort/people/{person}").text
    assert re.search(r"<h1[^>]*>Ana Álvarez</h1>", page)
    for told in (
        "agreed catch-up",
        "Ill on the day",
        "Leave in May",
        "signed 21 November 2026",
        "Not begun: Week 2",
    ):
        assert told in page, told
    for address in ("standing", "line-manager", "work/m1-w1"):
        assert f'href="{root}/cohort/people/{person}/{address}"' in page
    assert f"{root}/cohort/people/{person}" in client.get(f"{root}/cohort").text


def test_it_holds_no_word_of_an_answer_and_nothing_of_drafts(
    app: Flask, client: FlaskClient, lms: TestLms, person: int
) -> None:
    own = app.test_client()
    task = f"{lms.enter(own, activity='m1-w2')}/activity/m1-w2/task"
    shown = own.get(task.rpartition("/")[0]).text
    key = re.search(r"/activity/m1-w2/task/([\w-]+)", shown)
    root = lms.enter(client, **TRAINER)
    before = client.get(f"{root}/cohort/people/{person}").text
    if key is not None:
        form = own.get(f"{task}/{key[1]}").text
        fields = dict.fromkeys(fields_of(form), "Half a thought")
        own.post(f"{task}/{key[1]}", data={**fields, "csrf_token": csrf_of(form), "do": "save"})
    after = client.get(f"{root}/cohort/people/{person}").text
    assert "Words that are theirs" not in after
    assert "Half a thought" not in after
    assert (before.count("<li>"), before.count("app-card")) == (after.count("<li>"), after.count("app-card"))


def test_nobody_but_a_trainer_of_the_cohort_opens_it(client: FlaskClient, lms: TestLms, person: int) -> None:
    assert client.get(f"{lms.enter(client)}/cohort/people/{person}").status_code == 404
    elsewhere = lms.enter(client, **TRAINER, **ELSEWHERE)
    assert client.get(f"{elsewhere}/cohort/people/{person}").status_code == 404
    root = lms.enter(client, **TRAINER)
    assert client.get(f"{root}/cohort/people/999999").status_code == 404


def test_another_cohort_is_named_where_the_evidence_counts_too(
    client: FlaskClient, lms: TestLms, person: int
) -> None:
    lms.enter(client, name="Ana Álvarez", **ELSEWHERE)
    there = lms.enter(client, **TRAINER, **ELSEWHERE)
    page = client.get(f"{there}/cohort/people/{person}").text
    assert "Other cohorts" in page
    assert "What was done there counts here too" in page
    assert f"{there}/cohort/people/{person}/work/m1-w1" in page


def test_it_takes_as_many_statements_whatever_the_cohort_and_the_work(
    app: Flask, client: FlaskClient, lms: TestLms, person: int
) -> None:
    root = lms.enter(client, **TRAINER)
    address = f"{root}/cohort/people/{person}"
    assert client.get(address).status_code == 200
    before = count_of(app, client, address)
    crowd = add_crowd(app, people=60)
    assert count_of(app, client, address) == before
    assert count_of(app, client, f"{root}/cohort/people/{crowd.person_ids[27]}") == before
    assert before <= 22
