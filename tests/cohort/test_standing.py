"""A person who defers or withdraws keeps the evidence, and it counts in the cohort that they join later."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.score_delivery.records import ScoreRow
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import find_member, find_person_id, submit_all

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
LATER = {
    CLAIM + "context": {"id": "9", "title": "Cohort two"},
    CLAIM + "resource_link": {"id": "91", "title": "Week"},
}


def set_standing(client: FlaskClient, where: str, person_id: int, standing: str, **typed: str) -> int:
    address = f"{where}/cohort/people/{person_id}/standing"
    token = csrf_of(client.get(address).get_data(as_text=True))
    form = {"csrf_token": token, "standing": standing, **typed}
    return client.post(address, data=form).status_code


DAY = {"on-day": "21", "on-month": "11", "on-year": "2026", "reason": "Parental leave"}


def test_a_deferral_is_recorded_with_day_and_reason_and_can_be_undone(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    where, person = lms.enter(client, **TRAINER), find_person_id(app, "4")
    assert set_standing(client, where, person, "deferred", **DAY) == 303
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "Deferred to a later cohort on 21 November 2026" in page
    assert "Parental leave" in client.get(f"{where}/cohort/people/{person}/standing").get_data(as_text=True)
    assert set_standing(client, where, person, "taking part") == 303
    member = find_member(app, "4")
    assert (member.standing, member.standing_on, member.standing_reason) == (Standing.TAKING_PART, None, None)


def test_without_day_or_reason_nothing_is_recorded(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    where, person = lms.enter(client, **TRAINER), find_person_id(app, "4")
    assert set_standing(client, where, person, "withdrawn") == 422
    assert find_member(app, "4").standing is Standing.TAKING_PART


def test_what_was_done_before_counts_in_the_later_cohort_and_not_in_the_old_one(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    where, person = lms.enter(client, **TRAINER), find_person_id(app, "4")
    assert set_standing(client, where, person, "deferred", **DAY) == 303
    lms.enter(client, **LATER)
    # The later cohort's own week, seen for the first time with her in it, gets what she has earned.
    lms.enter(client, **{**LATER, CLAIM + "resource_link": {"id": "92", "title": "Week again"}})
    with app.app_context(), read_only() as session:
        assert {row.given for row in session.scalars(select(ScoreRow))} == {100}
    again = {CLAIM + "resource_link": {"id": "77", "title": "The old course, a new link"}}
    lms.enter(client, **TRAINER, **again)
    with app.app_context(), read_only() as session:
        rows = session.scalars(select(ScoreRow)).all()
        assert len({row.placement_id for row in rows}) == len(rows) == 2


def test_a_trainer_of_another_cohort_changes_nothing(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    person = find_person_id(app, "4")
    elsewhere = lms.enter(client, **TRAINER, **LATER)
    assert client.get(f"{elsewhere}/cohort/people/{person}/standing").status_code == 404
