"""Every launch captured from a real Moodle 4.5, its raw token verified with Moodle's own key at the time of capture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lti_app.lti.claims import LaunchClaims, MessageType
from lti_app.lti.faults import FaultCode, ProtocolFaults
from lti_app.lti.keys import KeySets
from lti_app.lti.launch import AuthError, AuthResponse, Expected, read_auth_response, verify
from lti_app.lti.login import build_auth_address, read_login
from tests.lti.launching import LIMITS, PLATFORM, make_http
from tests.lti.local_server import make_answer, serve

FOLDER = Path(__file__).parent.parent / "captures" / "moodle"
NAMES = sorted(
    path.stem
    for path in FOLDER.glob("*.json")
    if path.stem.startswith(("launch-", "submission-review-")) or path.stem == "deep-linking-request"
)
FOREIGN = "launch-student-foreign-url"


def read_capture(name: str) -> dict[str, Any]:
    """One capture."""
    capture: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return capture


def verify_capture(capture: dict[str, Any], *, after: timedelta = timedelta(0)) -> LaunchClaims:
    """What the service makes of a captured launch, so long after its token was made."""
    login = read_login(capture["login_initiation"]["params"])
    answer = read_auth_response(capture["auth_response"]["form"])
    assert isinstance(answer, AuthResponse)
    assert answer.state == capture["auth_request"]["params"]["state"]
    now = datetime.fromtimestamp(capture["claims"]["iat"], UTC) + after
    with serve(make_answer((FOLDER / "platform-jwks.json").read_bytes())) as server:
        return verify(
            answer.id_token,
            platform=replace(
                PLATFORM, issuer=login.issuer, client_id=login.client_id or "", jwks_url=server.url
            ),
            expected=Expected(
                nonce_digest=hashlib.sha256(capture["auth_request"]["params"]["nonce"].encode()).hexdigest(),
                target_link_uri=login.target_link_uri,
                deployment_id=login.deployment_id,
                tool_hosts=frozenset({"127.0.0.1:9001", "localhost:9002"}),
            ),
            keys=KeySets(make_http(), timedelta(minutes=10), timedelta(seconds=30)),
            limits=LIMITS,
            now=now,
        )


def test_there_are_captures() -> None:
    assert len(NAMES) >= 18


@pytest.mark.parametrize("name", [name for name in NAMES if name != FOREIGN])
def test_a_captured_launch_is_let_in_and_says_what_moodle_said(name: str) -> None:
    capture = read_capture(name)
    said = capture["claims"]
    claims = verify_capture(capture)
    prefix = "https://purl.imsglobal.org/spec/lti/claim/"
    link, grades = (
        said.get(prefix + "resource_link"),
        said.get("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"),
    )
    assert claims.subject == said["sub"]
    assert claims.roles == tuple(said[prefix + "roles"])
    assert claims.names.full == said.get("name")
    assert claims.names.email == said.get("email")
    assert claims.context is not None
    assert claims.context.id == said[prefix + "context"]["id"]
    assert (claims.resource_link and claims.resource_link.id) == (link and link["id"])
    assert dict(claims.custom) == {key: value.strip() for key, value in said[prefix + "custom"].items()}
    assert (claims.grade_service and claims.grade_service.line_item) == (grades and grades.get("lineitem"))
    assert claims.return_url == said[prefix + "launch_presentation"].get("return_url")
    assert claims.platform_family == "moodle"
    assert claims.for_user == said.get(prefix + "for_user", {}).get("user_id")


def test_a_captured_link_to_another_host_is_refused() -> None:
    with pytest.raises(ProtocolFaults) as refused:
        verify_capture(read_capture(FOREIGN))
    assert [fault.code for fault in refused.value.faults] == [FaultCode.TARGET_FOREIGN]


def test_a_captured_launch_is_refused_once_its_minute_and_the_leeway_are_over() -> None:
    capture = read_capture("launch-student-embedded")
    assert verify_capture(capture, after=timedelta(seconds=119)).subject == "4"
    with pytest.raises(ProtocolFaults) as refused:
        verify_capture(capture, after=timedelta(seconds=121))
    assert [fault.code for fault in refused.value.faults] == [FaultCode.EXPIRED]


def test_the_captured_picker_launch_says_what_moodle_takes_back() -> None:
    claims = verify_capture(read_capture("deep-linking-request"))
    assert claims.message_type is MessageType.DEEP_LINKING
    assert claims.deep_link is not None
    assert claims.deep_link.accept_targets == ("frame", "iframe", "window")
    assert (claims.deep_link.accept_multiple, claims.deep_link.data) == (True, None)


@pytest.mark.parametrize("name", NAMES)
def test_the_address_that_asks_moodle_for_a_token_carries_what_moodle_wants(name: str) -> None:
    capture = read_capture(name)
    asked = capture["auth_request"]["params"]
    login = read_login(capture["login_initiation"]["params"])
    platform = replace(PLATFORM, client_id=asked["client_id"], auth_url=capture["auth_request"]["url"])
    address = build_auth_address(
        platform, login, redirect_uri=asked["redirect_uri"], state=asked["state"], nonce=asked["nonce"]
    )
    from urllib.parse import parse_qsl, urlsplit

    assert dict(parse_qsl(urlsplit(address).query, strict_parsing=True)) == asked


@pytest.mark.parametrize("posted", read_capture("auth-errors")["posted_to_redirect_uri"])
def test_an_error_that_moodle_posted_is_read_in_moodles_words(posted: dict[str, Any]) -> None:
    said = posted["auth_response"]
    assert read_auth_response(said) == AuthError(
        error=said["error"], description=said.get("error_description"), state=said["state"]
    )
