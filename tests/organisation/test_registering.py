"""An LMS connects by itself: one question, everything else negotiated, and nothing works before it is approved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.organisation.reads import list_frame_origins
from lti_app.organisation.records import Deployment, DeploymentState, Organisation, PlatformRecord
from lti_app.organisation.registering_actions import record_connection
from lti_app.organisation.registering_rules import Connection
from tests.builders import TOOL, TestLms
from tests.organisation.registering import CAPTURE, RegisteringLms, count, sealed_of, send

PLATFORM_CLAIM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CLAIM = "https://purl.imsglobal.org/spec/lti-tool-configuration"


def _state(app: Flask) -> DeploymentState:
    with app.app_context(), read_only() as session:
        return session.scalars(select(Deployment.state)).one()


def test_the_page_names_the_learning_site_and_asks_one_thing(
    client: FlaskClient, moodle: RegisteringLms
) -> None:
    shown = moodle.open_page(client)
    text = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert moodle.server.url in text
    assert "moodle 4.5.6 (Build: 20250811)" in text
    assert text.count('type="text"') == 1
    assert f"frame-ancestors 'self' {moodle.server.url}" in shown.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in shown.headers


def test_the_registration_sent_is_what_the_captured_moodle_accepts(
    client: FlaskClient, moodle: RegisteringLms
) -> None:
    moodle.connect(client)
    sent = moodle.sent[0]
    accepted = CAPTURE["new"]["request"]["body"]
    assert set(sent) <= set(accepted)
    for name in ("application_type", "response_types", "grant_types", "token_endpoint_auth_method"):
        assert sent[name] == accepted[name]
    assert sent["initiate_login_uri"] == f"{TOOL}/lti/login"
    assert sent["redirect_uris"] == [f"{TOOL}/lti/launch"]
    assert sent["jwks_uri"] == f"{TOOL}/lti/jwks.json"
    tool = sent[TOOL_CLAIM]
    assert tool["domain"] == "127.0.0.1:8000"
    assert tool["target_link_uri"] == f"{TOOL}/lti/launch"
    assert tool["custom_parameters"] == {
        "context_id_history": "$Context.id.history",
        "resource_link_id_history": "$ResourceLink.id.history",
    }
    assert {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{TOOL}/lti/launch"}.items() <= tool[
        "messages"
    ][1].items()


def test_no_more_is_asked_for_than_the_service_needs(client: FlaskClient, moodle: RegisteringLms) -> None:
    moodle.connect(client)
    sent = moodle.sent[0]
    assert "email" not in sent[TOOL_CLAIM]["claims"]
    assert {"name", "given_name", "family_name"} <= set(sent[TOOL_CLAIM]["claims"])
    assert [scope.rpartition("/")[2] for scope in sent["scope"].split()] == [
        "lineitem",
        "result.readonly",
        "score",
        "contextmembership.readonly",
    ]


def test_the_registration_token_is_the_bearer_of_the_registration_alone(
    client: FlaskClient, moodle: RegisteringLms
) -> None:
    moodle.connect(client, token="token-7")
    (_, _, asked, _), (_, _, posted, _) = moodle.server.requests
    assert "Authorization" not in asked
    assert posted["Authorization"] == "Bearer token-7"


def test_a_connection_is_kept_switched_off_and_the_page_says_what_comes_next(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    done = moodle.connect(client)
    text = done.get_data(as_text=True)
    assert done.status_code == 200
    assert "Pending" in text and "approves the connection" in text
    assert "data-close-registration" in text
    with app.app_context(), read_only() as session:
        platform = session.scalars(select(PlatformRecord)).one()
        deployment = session.scalars(select(Deployment)).one()
        assert (platform.client_id, deployment.deployment_id) == ("HVMAKAHOeCrny7F", "1")
        assert platform.jwks_url == f"{moodle.server.url}/mod/lti/certs.php"
        assert "score" in platform.scopes
        assert deployment.state is DeploymentState.SEEN
        assert session.scalars(select(Organisation.name)).all() == ["Northmoor Council"]
        assert list_frame_origins() == {None: ()}
    assert client.get("/lti/jwks.json").get_json() == {"keys": []}
    with app.app_context(), transaction() as session:
        session.scalars(select(Deployment)).one().state = DeploymentState.APPROVED
    assert len(client.get("/lti/jwks.json").get_json()["keys"]) == 1


def test_a_launch_through_an_unapproved_connection_waits_and_can_be_read_in_the_frame(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    with app.app_context(), transaction() as session:
        session.scalars(select(Deployment)).one().state = DeploymentState.SEEN
    answer = lms.launch(client)
    assert answer.status_code == 403
    assert "waiting for approval" in answer.get_data(as_text=True)
    assert lms.issuer in answer.headers["Content-Security-Policy"]


def test_opening_it_again_updates_the_connection_and_keeps_it_approved(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    moodle.connect(client)
    with app.app_context(), transaction() as session:
        session.scalars(select(Deployment)).one().state = DeploymentState.APPROVED
    moodle.configuration[PLATFORM_CLAIM]["version"] = "4.5.7"
    done = moodle.connect(client, organisation="Eastmere Council")
    assert "up to date" in done.get_data(as_text=True)
    assert "Northmoor" not in done.get_data(as_text=True)
    assert (count(app, PlatformRecord), count(app, Deployment), count(app, Organisation)) == (1, 1, 1)
    assert _state(app) is DeploymentState.APPROVED
    with app.app_context(), read_only() as session:
        assert session.scalars(select(PlatformRecord.product)).one() == "moodle 4.5.7"


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"product": "moodle 5.0"}, DeploymentState.APPROVED),
        ({"site": "https://auth.lms.example"}, DeploymentState.APPROVED),
        ({"jwks_url": "https://elsewhere.lms.example/keys"}, DeploymentState.SEEN),
        ({"jwks_url": "https://school.lms.example/blog/a-users-file/keys.json"}, DeploymentState.SEEN),
        ({"auth_url": "https://auth.lms.example/token"}, DeploymentState.SEEN),
        ({"token_url": "https://auth.lms.example/other"}, DeploymentState.SEEN),
        ({"site": "https://users.school.lms.example"}, DeploymentState.SEEN),
    ],
    ids=["version", "known site", "other host", "users file", "sign-in", "token", "framing site"],
)
def test_an_update_that_leads_to_another_address_must_be_approved_anew(
    app: Flask, changed: dict[str, Any], state: DeploymentState
) -> None:
    connection = Connection(
        issuer="https://school.lms.example",
        client_id="one",
        deployment_id="1",
        auth_url="https://auth.lms.example/auth",
        token_url="https://auth.lms.example/token",
        jwks_url="https://school.lms.example/keys",
        token_audience=None,
        product="",
        site="https://school.lms.example",
        scopes=(),
    )
    with app.app_context():
        record_connection(connection, organisation="Northmoor Council", now=utc_now())
        with transaction() as session:
            session.scalars(select(Deployment)).one().state = DeploymentState.APPROVED
        connected = record_connection(
            replace(connection, **changed), organisation="Northmoor Council", now=utc_now()
        )
    assert connected.waits is (state is DeploymentState.SEEN)
    assert _state(app) is state


def test_the_least_that_moodle_grants_is_kept_as_it_is(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    minimal = next(one for one in CAPTURE["errors"] if one["response"]["status"] == 200)
    moodle.refuse(minimal)
    assert moodle.connect(client).status_code == 200
    with app.app_context(), read_only() as session:
        assert session.scalars(select(PlatformRecord.scopes)).one() == ""


def test_a_name_that_says_nothing_is_asked_for_again_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, moodle: RegisteringLms
) -> None:
    again = send(client, moodle.open_page(client), " N ")
    text = again.get_data(as_text=True)
    assert again.status_code == 422
    assert "Enter the full name" in text
    assert sealed_of(again)
    assert moodle.sent == []
    assert send(client, again, "Northmoor Council").status_code == 200


def test_the_registration_token_is_never_in_the_log(
    client: FlaskClient, moodle: RegisteringLms, capsys: pytest.CaptureFixture[str]
) -> None:
    moodle.connect(client, token="secret-token-9")
    moodle.refuse(CAPTURE["same_token_again"]["POST"])
    moodle.connect(client, token="secret-token-9")
    written = capsys.readouterr()
    assert "secret-token-9" not in written.out + written.err


def test_a_known_organisation_is_joined_in_any_case_of_letters(
    app: Flask, client: FlaskClient, lms: TestLms, moodle: RegisteringLms
) -> None:
    assert moodle.connect(client, organisation="northmoor  council").status_code == 200
    assert (count(app, Organisation), count(app, PlatformRecord)) == (1, 2)
