"""Notices of copied courses: verified like a launch, taken once, and asked for where the LMS offers them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.cohort.records import Cohort
from lti_app.database import read_only
from lti_app.placement.notice_records import NoticeHandler
from lti_app.placement.notice_worker import register_notice_handler
from tests.builders import CLAIM, INSTRUCTOR, TestLms, make_lms
from tests.cohort.evidence import find_cohort_id
from tests.lti import forge
from tests.lti.forge import make_platform_key
from tests.lti.services import Services, run_services

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}


@pytest.fixture
def services() -> Iterator[Services]:
    with run_services() as running:
        yield running


@pytest.fixture
def lms(app: Flask, services: Services) -> Iterator[TestLms]:
    with make_lms(app, issuer=services.url) as made:
        made.register()
        yield made


def make_notice(lms: TestLms, **changes: Any) -> dict[str, Any]:
    """A copy's notice as Canvas sends it; a change to None leaves a claim out."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": lms.issuer,
        "aud": lms.client_id,
        "azp": lms.client_id,
        "iat": now,
        "exp": now + 3600,
        "nonce": "any",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": lms.deployment_id,
        CLAIM + "notice": {"id": "n-1", "timestamp": "2026-11-21T11:24:25Z", "type": "LtiContextCopyNotice"},
        CLAIM + "context": {"id": "3", "title": "Cohort one copy"},
        CLAIM + "origin_contexts": ["2"],
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def send(client: FlaskClient, lms: TestLms, claims: dict[str, Any], **header: Any) -> int:
    body = {"notices": [{"jwt": forge.sign(claims, lms.key, **header)}]}
    return client.post("/lti/notices", data=json.dumps(body), content_type="application/json").status_code


def list_contexts(app: Flask) -> list[str]:
    with app.app_context(), read_only() as session:
        return sorted(session.scalars(select(Cohort.context_id)))


def test_a_copied_course_is_known_before_anybody_opens_it(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    assert send(client, lms, make_notice(lms)) == 204
    assert list_contexts(app) == ["2", "3"]
    where = lms.enter(client, **TRAINER, **{CLAIM + "context": {"id": "3", "title": "Cohort one copy"}})
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "This course is a copy of an earlier one" in page
    assert "Ana" not in page


def test_a_notice_is_taken_once(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    assert send(client, lms, make_notice(lms)) == 204
    again = make_notice(lms, **{CLAIM + "context": {"id": "4", "title": "Another"}})
    assert send(client, lms, again) == 204
    assert list_contexts(app) == ["2", "3"]


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "issuer that no database keeps": {"iss": "https://moodle.example.org\0"},
    "issuer of half a character": {"iss": "https://moodle.example.org\ud800"},
    "audience that no database keeps": {"aud": ["client-1", "\0\ud800"]},
    "another audience": {"aud": "somebody-else", "azp": None},
    "wrong azp": {"azp": "somebody-else"},
    "no audience": {"aud": None},
    "expired": {"exp": 1_700_000_000, "iat": 1_699_999_000},
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "from the future": {"iat": 4_000_000_000, "exp": 4_000_000_100},
    "version": {CLAIM + "version": "1.1"},
    "no notice": {CLAIM + "notice": None},
    "notice without id": {CLAIM + "notice": {"type": "LtiContextCopyNotice"}},
    "no context": {CLAIM + "context": None},
    "context a list": {CLAIM + "context": []},
    "origins a text": {CLAIM + "origin_contexts": "2"},
    "deployment unknown": {CLAIM + "deployment_id": "99"},
    "no deployment": {CLAIM + "deployment_id": None},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG.keys())
def test_a_notice_that_cannot_be_trusted_changes_nothing(
    app: Flask, client: FlaskClient, lms: TestLms, changes: dict[str, Any]
) -> None:
    lms.enter(client)
    assert send(client, lms, make_notice(lms, **changes)) == 400
    assert list_contexts(app) == ["2"]


def test_a_notice_that_is_good_for_ever_is_taken_once_all_the_same(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    for context_id in ("3", "4"):
        changes = {"exp": 253_402_300_799, CLAIM + "context": {"id": context_id}}
        assert send(client, lms, make_notice(lms, **changes)) == 204
    assert list_contexts(app) == ["2", "3"]


def test_a_notice_under_another_key_or_algorithm_is_refused(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    stranger = make_platform_key("stranger")
    body = {"notices": [{"jwt": forge.sign(make_notice(lms), stranger, kid=lms.key.kid)}]}
    assert client.post("/lti/notices", json=body).status_code == 400
    for algorithm in ("none", "HS256", "RS512"):
        assert send(client, lms, make_notice(lms), alg=algorithm) == 400
    assert list_contexts(app) == ["2"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"notices": []}', b'{"notices": [{}]}', b'{"notices": [{"jwt": "a.b"}]}']
)
def test_a_request_that_is_no_batch_is_refused(client: FlaskClient, lms: TestLms, body: bytes) -> None:
    assert client.post("/lti/notices", data=body, content_type="application/json").status_code == 400


def test_a_notice_of_another_kind_is_taken_and_of_no_use(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    kind = {"id": "n-2", "type": "LtiHelloWorldNotice"}
    assert send(client, lms, make_notice(lms, **{CLAIM + "notice": kind, CLAIM + "context": None})) == 204
    assert list_contexts(app) == ["2"]


def test_notices_are_asked_for_where_a_launch_offers_them(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    offered = {
        "platform_notification_service_url": f"{services.url}/notice-handlers/1",
        "scope": ["https://purl.imsglobal.org/spec/lti/scope/noticehandlers"],
        "notice_types_supported": ["LtiContextCopyNotice"],
    }
    lms.enter(client, **{CLAIM + "platformnotificationservice": offered})
    services.put("/notice-handlers/1", {})
    out = app.extensions["jobs"].outward
    with app.app_context(), read_only() as session:
        number = session.scalars(select(NoticeHandler.deployment_row_id)).one()
    handler = "http://127.0.0.1:8000/lti/notices"
    assert register_notice_handler(
        app, http=out.http, tokens=out.tokens, deployment_row_id=number, handler=handler
    )
    ((_, headers, body),) = services.list_calls("PUT")
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {"notice_type": "LtiContextCopyNotice", "handler": handler}
    assert not register_notice_handler(
        app, http=out.http, tokens=out.tokens, deployment_row_id=number, handler=handler
    )
    assert find_cohort_id(app)


@pytest.mark.parametrize(
    "said", ["x", [], {"platform_notification_service_url": "javascript:1"}, {"scope": 1}]
)
def test_an_offer_that_makes_no_sense_keeps_nobody_out(client: FlaskClient, lms: TestLms, said: Any) -> None:
    lms.enter(client, **{CLAIM + "platformnotificationservice": said})
