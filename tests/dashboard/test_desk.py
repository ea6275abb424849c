"""A mentor's launch opens the desk for the people it names, with states and no words."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.builders import CLAIM, TestLms
from tests.cohort.evidence import submit_all
from tests.lti.forge import MENTOR


def enter_as_mentor(client: FlaskClient, lms: TestLms, *of: str) -> str:
    mentor = {"sub": "70", "name": "Mo Manager", CLAIM + "roles": [MENTOR]}
    if of:
        mentor[CLAIM + "role_scope_mentor"] = list(of)
    answer = lms.launch(client, **mentor)
    if answer.status_code == 303:
        return client.get(answer.headers["Location"]).get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_the_desk_shows_how_far_the_named_people_are_and_nobody_else(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    lms.enter(client, sub="5", name="Bo Nwosu")
    submit_all(app, "4", "m1-w1", words="Secret words")
    page = enter_as_mentor(client, lms, "4", "999")
    assert "Ana Álvarez" in page
    assert "1 of 28 weeks complete" in page
    assert "Bo Nwosu" not in page
    assert "Secret words" not in page
    assert "1 more person of yours has not opened the programme yet" in page
    assert "Open your desk" in page


def test_a_mentor_whom_the_lms_gives_nobody_sees_a_plain_page(client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    page = enter_as_mentor(client, lms)
    assert "Nothing is waiting for you here" in page
    assert "Ana" not in page


def test_the_desk_is_not_for_participants(client: FlaskClient, lms: TestLms) -> None:
    assert client.get(f"{lms.enter(client)}/desk").status_code == 404
