"""Where the LMS keeps data for us: what is put there at login, and what it proves at launch."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_app.database import read_only
from lti_app.launch.records import LaunchLogLine, Login, Ticket, VisitRecord
from lti_app.launch.storage_rules import describe_storage
from tests.builders import TOOL, TestLms
from tests.launch.test_admission import count
from tests.launch.test_the_way_in import ticket_form_of
from tests.lti.launching import PLATFORM


def told_to_script(page: str) -> dict[str, str]:
    """What the page's script is given."""
    return {name: html.unescape(text) for name, text in re.findall(r'data-([a-z-]+)="([^"]*)"', page)}


def begin(lms: TestLms, app: Flask) -> tuple[dict[str, str], dict[str, str]]:
    """The page between login and LMS as data, and the authorisation request that it goes on with once stored."""
    page = lms.post_login(app.test_client(), lti_storage_target="_parent").get_data(as_text=True)
    told = told_to_script(page)
    query = parse_qs(urlsplit(told["stored-address"]).query)
    return told, {name: values[0] for name, values in query.items()}


def launch(lms: TestLms, app: Flask) -> tuple[str, str]:
    """The page of a launch whose login was proved and whose cookie did not come back, and its proof."""
    told, asked = begin(lms, app)
    answer = lms.post(app.test_client(), asked, lms.claims(asked["nonce"]))
    assert answer.status_code == 200
    return answer.get_data(as_text=True), told["value"]


def redeem(app: Flask, form: dict[str, str]) -> TestResponse:
    """The answer to a ticket's form from a window of its own."""
    return app.test_client().post("/launch/ticket", data=form, headers={"Origin": TOOL})


def test_a_login_without_a_cookie_at_an_lms_with_storage_puts_a_proof_there_first(
    app: Flask, lms: TestLms
) -> None:
    answer = lms.post_login(app.test_client(), lti_storage_target="_parent")
    page = answer.get_data(as_text=True)
    told = told_to_script(page)
    plain = re.search(r'href="(https://moodle[^"]+)"', page)
    assert answer.status_code == 200
    assert (told["target"], told["origin"]) == ("_parent", "https://moodle.example.org")
    assert plain is not None and html.unescape(plain[1]).startswith(
        "https://moodle.example.org/mod/lti/auth.php?"
    )
    assert told["stored-address"] != html.unescape(plain[1])
    assert told["value"] not in told["stored-address"]
    assert "Set-Cookie" in answer.headers


def test_a_login_with_a_cookie_goes_on_at_once(app: Flask, lms: TestLms) -> None:
    client = app.test_client()
    lms.begin(client)
    assert lms.post_login(client, lti_storage_target="_parent").status_code == 302


def test_the_proof_opens_the_visit_of_its_own_launch(app: Flask, lms: TestLms) -> None:
    page, proof = launch(lms, app)
    told = told_to_script(page)
    assert told["target"] == "_parent" and told["key"].startswith("lti_state_")
    assert proof not in page
    form = {**ticket_form_of(page), "proof": proof}
    assert redeem(app, form).status_code == 303
    with app.app_context(), read_only() as session:
        assert "proved by platform storage" in session.scalars(select(LaunchLogLine.reasons)).one()


def test_a_proof_of_another_login_opens_nothing_and_spoils_nothing(app: Flask, lms: TestLms) -> None:
    page, proof = launch(lms, app)
    other, _ = begin(lms, app)
    assert redeem(app, {**ticket_form_of(page), "proof": other["value"]}).status_code == 400
    assert count(app, VisitRecord) == 0
    assert redeem(app, {**ticket_form_of(page), "proof": proof}).status_code == 303


def test_without_a_proof_the_person_must_have_confirmed(app: Flask, lms: TestLms) -> None:
    page, _ = launch(lms, app)
    form = ticket_form_of(page)
    assert redeem(app, {"ticket": form["ticket"]}).status_code == 400
    assert redeem(app, form).status_code == 303
    with app.app_context(), read_only() as session:
        assert "confirmed by the person" in " ".join(session.scalars(select(LaunchLogLine.reasons)))


def test_the_same_login_without_storage_leads_to_a_page_that_asks_for_none(app: Flask, lms: TestLms) -> None:
    page = lms.post_login(app.test_client(), lti_storage_target="_parent").get_data(as_text=True)
    plain = re.search(r'href="(https://moodle[^"]+)"', page)
    assert plain is not None
    query = parse_qs(urlsplit(html.unescape(plain[1])).query)
    asked = {name: values[0] for name, values in query.items()}
    shown = lms.post(app.test_client(), asked, lms.claims(asked["nonce"])).get_data(as_text=True)
    assert "data-storage-get" not in shown
    assert redeem(app, ticket_form_of(shown)).status_code == 303


def test_no_proof_and_no_state_is_kept_as_it_is(app: Flask, lms: TestLms) -> None:
    told, asked = begin(lms, app)
    lms.post(app.test_client(), asked, lms.claims(asked["nonce"]))
    with app.app_context(), read_only() as session:
        kept = str([vars(one) for table in (Login, Ticket) for one in session.scalars(select(table))])
    assert told["value"] not in kept
    assert asked["state"] not in kept and asked["nonce"] not in kept


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://lms.example.org/auth", "https://lms.example.org"),
        ("https://lms.example.org:443/auth", "https://lms.example.org"),
        ("https://lms.example.org:8443/auth?x=1", "https://lms.example.org:8443"),
        ("http://[::1]:9400/auth", "http://[::1]:9400"),
    ],
)
def test_the_storage_is_asked_at_the_very_origin_of_the_authorisation_address(
    address: str, origin: str
) -> None:
    found = describe_storage(
        replace(PLATFORM, auth_url=address), target="_parent", state_digest="d", proof=None
    )
    assert found is not None and found.origin == origin


def test_without_a_frame_there_is_no_storage() -> None:
    assert describe_storage(PLATFORM, target=None, state_digest="d", proof=None) is None


def test_a_frame_of_any_name_stays_text(client: FlaskClient, lms: TestLms) -> None:
    page = lms.post_login(client, lti_storage_target='"><script>alert(1)</script>').get_data(as_text=True)
    assert "<script>alert" not in page
    assert told_to_script(page)["target"] == '"><script>alert(1)</script>'
