"""A refused launch leads back to the course and tells the LMS why; to nowhere else, and nothing secret."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.database import read_only
from lti_app.launch.records import LaunchLogLine
from lti_app.launch.return_rules import decide_way_back
from tests.builders import CLAIM, TestLms
from tests.lti import forge
from tests.lti.launching import PLATFORM

RETURN = "https://moodle.example.org/mod/lti/return.php?course=2&launch_container=3&sesskey=2Jwe9"
PRESENTATION = CLAIM + "launch_presentation"


def way_back_of(page: str) -> str | None:
    """The address of the link back to the course."""
    found = re.search(r'href="([^"]+)" target="_top">Back to your course', page)
    return html.unescape(found[1]) if found else None


def refuse(lms: TestLms, client: FlaskClient, **claims: Any) -> str:
    """The page of a launch from a course with a way back, refused for these claims."""
    asked = lms.begin(client, lti_deployment_id=None)
    said = {**lms.claims(asked["nonce"]), PRESENTATION: {"return_url": RETURN}, **claims}
    answer = lms.post(client, asked, said)
    assert 400 <= answer.status_code < 500
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "claims",
    [{CLAIM + "version": "11.3"}, {CLAIM + "deployment_id": "77"}, {"nonce": "x"}],
    ids=["a fault in the claims", "a deployment that nobody approved", "another nonce"],
)
def test_a_signed_launch_that_is_refused_tells_the_lms_why_and_the_reference(
    client: FlaskClient, lms: TestLms, claims: dict[str, Any]
) -> None:
    page = refuse(lms, client, **claims)
    where = way_back_of(page)
    assert where is not None
    told = parse_qs(urlsplit(where).query)
    reference = re.search(r"Reference: <strong>([0-9a-f]+)", page)
    assert reference is not None
    assert where.startswith("https://moodle.example.org/mod/lti/return.php?course=2&launch_container=3&")
    assert told["sesskey"] == ["2Jwe9"]
    assert reference[1] in told["lti_errormsg"][0]
    assert reference[1] in told["lti_errorlog"][0]
    assert "nonce" not in told and "id_token" not in where and "state" not in told


def test_an_unsigned_launch_leads_nowhere(client: FlaskClient, lms: TestLms) -> None:
    asked = lms.begin(client)
    claims = {**lms.claims(asked["nonce"]), PRESENTATION: {"return_url": RETURN}}
    token = forge.sign(claims, lms.key)
    answer = client.post("/lti/launch", data={"id_token": token[:-8] + "AAAAAAAA", "state": asked["state"]})
    assert answer.status_code == 400
    assert way_back_of(answer.get_data(as_text=True)) is None


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "https://evil.example/return",
        "http://moodle.example.org/return",
        "https://moodle.example.org:8443/return",
        "https://moodle.example.org@evil.example/",
        "https://evil.example\\@moodle.example.org/",
        "javascript:alert(1)",
        "https://moodle.example.org:port/",
        "//moodle.example.org/return",
        "https://moodle.example.org/" + "x" * 2100,
    ],
)
def test_the_way_back_leads_to_the_lms_alone(address: str | None) -> None:
    assert decide_way_back(address, platform=PLATFORM, told="t", reason="r", reference="ab") is None


def test_what_the_lms_put_in_the_address_stays_and_what_it_said_for_us_does_not() -> None:
    where = decide_way_back(
        "https://moodle.example.org/r?x=%26&lti_errormsg=old#part",
        platform=PLATFORM,
        told="Title",
        reason="key id unknown",
        reference="ab12",
    )
    assert where is not None
    assert parse_qs(urlsplit(where).query) == {
        "x": ["&"],
        "lti_errormsg": ["Title Reference: ab12"],
        "lti_errorlog": ["key id unknown (reference ab12)"],
    }
    assert "#" not in where


def test_a_plain_page_offers_the_way_back_too(client: FlaskClient, lms: TestLms) -> None:
    answer = lms.launch(client, **{CLAIM + "roles": [""], PRESENTATION: {"return_url": RETURN}})
    assert way_back_of(answer.get_data(as_text=True)) == RETURN


def test_the_launch_log_says_how_long_each_attempt_took(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    refuse(lms, client, nonce="x")
    with app.app_context(), read_only() as session:
        lines = session.scalars(select(LaunchLogLine).order_by(LaunchLogLine.id)).all()
        assert [0 < line.milliseconds < 60_000 for line in lines] == [True, True]
        assert len({line.platform_id for line in lines}) == 1


@pytest.mark.parametrize(
    "form", [{"login_hint": None}, {"login_hint": "\0"}, {"lti_message_hint": "x" * 20000}]
)
def test_a_login_that_cannot_be_read_is_noted_under_its_registration(
    app: Flask, client: FlaskClient, lms: TestLms, form: dict[str, str | None]
) -> None:
    assert lms.post_login(client, **form).status_code == 400
    with app.app_context(), read_only() as session:
        assert session.scalars(select(LaunchLogLine.platform_id)).one() is not None
