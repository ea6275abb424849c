"""What binds a launch to its login and its browser, and what happens where the cookie does not come back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from lti_app.database import read_only, transaction
from lti_app.launch.records import LaunchLogLine, Login, Ticket, VisitRecord
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.organisation.records import Deployment
from tests.builders import CLAIM, INSTRUCTOR, TOOL, TestLms
from tests.launch.test_admission import count


def ticket_form_of(page: str) -> dict[str, str]:
    """The form on a page that offers a new window, as a browser without script posts it."""
    form = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page))
    assert "ticket" in form
    return form


def test_the_cookie_is_host_bound_secure_and_partitioned(client: FlaskClient, lms: TestLms) -> None:
    header = lms.post_login(client).headers["Set-Cookie"]
    assert header.startswith("__Host-browser=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"} <= set(header.split("; "))


def test_the_same_launch_again_in_the_same_browser_lands_on_its_visit(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    claims = lms.claims(asked["nonce"])
    first, again = lms.post(client, asked, claims), lms.post(client, asked, claims)
    assert again.status_code == 303
    assert again.headers["Location"] == first.headers["Location"]
    assert count(app, VisitRecord) == 1


def test_the_same_launch_again_in_another_browser_is_refused(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    claims = lms.claims(asked["nonce"])
    lms.post(client, asked, claims)
    again = lms.post(app.test_client(), asked, claims)
    assert again.status_code == 400
    assert "Please open it again from your course" in again.get_data(as_text=True)
    assert count(app, VisitRecord) == 1


def test_a_launch_in_another_browser_than_its_login_is_refused(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    other = app.test_client()
    lms.begin(other)
    answer = lms.post(other, asked, lms.claims(asked["nonce"]))
    assert answer.status_code == 400
    assert count(app, VisitRecord) == 0


def test_without_a_cookie_a_button_opens_the_visit_in_a_new_window(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    page = lms.post(app.test_client(), asked, lms.claims(asked["nonce"])).get_data(as_text=True)
    assert "Ana" in page
    assert count(app, VisitRecord) == 0
    window = app.test_client()
    opened = window.post("/launch/ticket", data=ticket_form_of(page), headers={"Origin": TOOL})
    assert opened.status_code == 303
    assert window.get(opened.headers["Location"]).status_code == 200
    assert (count(app, VisitRecord), count(app, Ticket)) == (1, 0)


def test_a_ticket_works_once(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    asked = lms.begin(client)
    page = lms.post(app.test_client(), asked, lms.claims(asked["nonce"])).get_data(as_text=True)
    form, origin = ticket_form_of(page), {"Origin": TOOL}
    answers = [app.test_client().post("/launch/ticket", data=form, headers=origin) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 400]
    assert count(app, VisitRecord) == 1


def test_a_ticket_posted_from_another_site_is_refused_and_kept(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    page = lms.post(app.test_client(), asked, lms.claims(asked["nonce"])).get_data(as_text=True)
    form = ticket_form_of(page)
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert app.test_client().post("/launch/ticket", data=form, headers=headers).status_code == 403
    assert (count(app, VisitRecord), count(app, Ticket)) == (0, 1)


def test_an_address_alone_opens_nothing(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    where = lms.enter(client)
    answer = app.test_client().get(f"{where}/activity/m1-w1")
    assert answer.status_code == 401
    assert "Your visit has ended" in answer.get_data(as_text=True)


def test_another_browsers_cookie_does_not_open_a_visit(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    where = lms.enter(client)
    other = app.test_client()
    lms.enter(other, sub="5")
    assert other.get(f"{where}/activity/m1-w1").status_code == 401


def test_a_participant_finds_no_trainers_page(client: FlaskClient, lms: TestLms) -> None:
    where = lms.enter(client)
    assert client.get(f"{where}/cohort").status_code == 404
    assert client.get(f"{where}/picker").status_code == 404


def test_an_unknown_deployment_waits_for_approval(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    asked = lms.begin(client, lti_deployment_id=None)
    claims = {**lms.claims(asked["nonce"]), CLAIM + "deployment_id": "2"}
    answer = lms.post(client, asked, claims)
    assert answer.status_code == 403
    assert "waiting for approval" in answer.get_data(as_text=True)
    assert (count(app, VisitRecord), count(app, Deployment)) == (0, 2)


def test_an_lms_that_nobody_registered_is_told_so(client: FlaskClient, lms: TestLms) -> None:
    answer = lms.post_login(client, iss="https://elsewhere.example.org")
    assert answer.status_code == 400
    assert "not connected yet" in answer.get_data(as_text=True)


def test_a_form_without_the_visits_token_changes_nothing(client: FlaskClient, lms: TestLms) -> None:
    where = lms.enter(client)
    answer = client.post(f"{where}/activity/m1-w1/task/experience", data={"text": "Ten years."})
    assert answer.status_code == 403


def test_only_a_trainer_reaches_the_picker(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    for roles, status in (([INSTRUCTOR], 303), ([], 200)):
        asked = lms.begin(client)
        claims = lms.picker_claims(asked["nonce"], roles=roles)
        assert lms.post(client, asked, claims).status_code == status


def rename_table(app: Flask, old: str, new: str) -> None:
    """Take a table away, or bring it back."""
    with app.app_context(), transaction() as session:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


@pytest.mark.parametrize("launched_before", [True, False], ids=["as we know them", "for the first time"])
def test_a_launch_that_fails_while_somebody_is_let_in_is_used_up_all_the_same(
    app: Flask, client: FlaskClient, lms: TestLms, launched_before: bool
) -> None:
    if launched_before:
        lms.launch(client)
    asked = lms.begin(client)
    claims = lms.claims(asked["nonce"])
    rename_table(app, "visits", "away")
    failed = lms.post(client, asked, claims)
    rename_table(app, "away", "visits")

    again = lms.post(client, asked, claims)

    assert failed.status_code == 500
    assert again.status_code == 400
    with app.app_context(), read_only() as session:
        outcomes = session.scalars(select(LaunchLogLine.outcome).order_by(LaunchLogLine.id)).all()
        used = session.scalars(select(Login.used_at).order_by(Login.id)).all()
    assert LaunchOutcome.STARTED in outcomes
    assert None not in used
