"""What an LMS says of itself, accepted and refused, and how its answers to a registration are judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.lti.configuration import PlatformConfiguration, read_configuration
from lti_app.lti.http import Answer
from lti_app.lti.registration import (
    TOOL,
    ToolDescription,
    describe_client,
    judge_refusal,
    read_granted,
)
from lti_app.lti.registration_faults import RegistrationFailed, RegistrationFault, describe_failure
from tests.practice_lms.replay import read_capture

ADDRESS = "https://moodle.northmoor.example/mod/lti/openid-configuration.php"
SITE = "https://moodle.northmoor.example"
CAPTURED = json.dumps(read_capture("openid-configuration")).replace("http://localhost:8080", SITE)
Change = Callable[[dict[str, Any]], None]


def _read(
    *changes: Change, address: str = ADDRESS, text: str = CAPTURED, loopback: bool = False
) -> PlatformConfiguration:
    said = json.loads(text)
    for change in changes:
        change(said)
    return read_configuration(json.dumps(said).encode(), address=address, allow_loopback=loopback)


def _put(name: str, value: object) -> Change:
    return lambda said: said.__setitem__(name, value)


def _fault_of(*changes: Change, address: str = ADDRESS) -> tuple[RegistrationFault, str]:
    with pytest.raises(RegistrationFailed) as raised:
        _read(*changes, address=address)
    return raised.value.fault, raised.value.detail


def test_the_captured_configuration_is_read_whole() -> None:
    read = _read()
    assert read.issuer == read.site == SITE
    assert read.registration_url == f"{SITE}/mod/lti/openid-registration.php"
    assert read.product == "moodle 4.5.6 (Build: 20250811)"
    assert read.messages == ("LtiResourceLinkRequest", "LtiDeepLinkingRequest")
    assert "https://purl.imsglobal.org/spec/lti-ags/scope/score" in read.scopes


def test_a_site_on_this_machine_is_taken_only_where_the_service_is_on_it_too() -> None:
    local = CAPTURED.replace(SITE, "http://localhost:8080")
    address = ADDRESS.replace(SITE, "http://localhost:8080")
    assert _read(address=address, text=local, loopback=True).issuer == "http://localhost:8080"
    with pytest.raises(RegistrationFailed) as raised:
        _read(address=address, text=local)
    assert raised.value.fault is RegistrationFault.NOT_SECURE


@pytest.mark.parametrize(
    "issuer",
    [
        "https://evil.example",
        "https://northmoor.example.evil.example",
        "https://other.northmoor.example",
        "https://moodle.northmoor.example:8443",
        "https://example",
    ],
)
def test_an_issuer_other_than_the_site_that_it_came_from_is_refused(issuer: str) -> None:
    assert _fault_of(_put("issuer", issuer))[0] is RegistrationFault.ISSUER_ELSEWHERE


def test_a_configuration_from_a_host_below_the_issuers_is_taken() -> None:
    address = "https://developer.lms.example/.well-known/openid-configuration"
    text = CAPTURED.replace(SITE, "https://developer.lms.example")
    read = _read(_put("issuer", "https://lms.example"), address=address, text=text)
    assert (read.issuer, read.site) == ("https://lms.example", "https://developer.lms.example")


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"]
)
class TestEndpoints:
    """Every address that the configuration makes us or a browser call."""

    def test_at_another_site_it_is_refused(self, name: str) -> None:
        fault = _fault_of(_put(name, "https://evil.example/x"))
        assert fault == (RegistrationFault.ENDPOINT_ELSEWHERE, name)

    def test_at_a_site_that_only_looks_alike_it_is_refused(self, name: str) -> None:
        fault = _fault_of(_put(name, "https://moodle.northmoor.example.evil.example/x"))
        assert fault == (RegistrationFault.ENDPOINT_ELSEWHERE, name)

    def test_beside_the_issuer_it_is_taken(self, name: str) -> None:
        _read(_put(name, "https://auth.northmoor.example/x"))

    def test_without_https_it_is_refused(self, name: str) -> None:
        fault = _fault_of(_put(name, "http://moodle.northmoor.example/x"))
        assert fault == (RegistrationFault.NOT_SECURE, name)

    def test_missing_or_not_an_address_it_is_refused(self, name: str) -> None:
        for value in (None, 5, "", "nowhere", "ftp://moodle.northmoor.example/", ["https://a.example"]):
            assert _fault_of(_put(name, value)) == (RegistrationFault.CONFIGURATION_INCOMPLETE, name)

    def test_with_a_name_and_password_in_it_it_is_refused(self, name: str) -> None:
        fault = _fault_of(_put(name, "https://a:b@moodle.northmoor.example/x"))
        assert fault == (RegistrationFault.CONFIGURATION_INCOMPLETE, name)


def test_a_single_name_has_no_neighbours() -> None:
    text = CAPTURED.replace(SITE, "https://moodle")
    address = "https://moodle/openid-configuration"
    _read(address=address, text=text)
    with pytest.raises(RegistrationFailed):
        _read(_put("jwks_uri", "https://evil.moodle/x"), address=address, text=text)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("token_endpoint_auth_methods_supported", ["client_secret_basic"]),
        ("id_token_signing_alg_values_supported", ["ES256"]),
        ("token_endpoint_auth_signing_alg_values_supported", []),
    ],
)
def test_an_lms_that_cannot_sign_as_lti_asks_is_refused(name: str, offered: list[str]) -> None:
    assert _fault_of(_put(name, offered))[0] is RegistrationFault.CANNOT_SIGN


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_any_bytes_at_all_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(RegistrationFailed):
        read_configuration(body, address=ADDRESS, allow_loopback=False)
    with pytest.raises(RegistrationFailed):
        read_granted(body)


@given(
    st.dictionaries(
        st.sampled_from(sorted(json.loads(CAPTURED))), st.none() | st.text() | st.lists(st.text())
    )
)
def test_any_change_to_a_configuration_is_read_or_refused(changes: dict[str, Any]) -> None:
    try:
        read = _read(*(_put(name, value) for name, value in changes.items()))
    except RegistrationFailed as failed:
        assert all(describe_failure(failed))
    else:
        assert read.issuer == SITE


def test_only_what_the_lms_offers_is_asked_for() -> None:
    tool = ToolDescription(
        "AP", "", "https://t.example/lti/login", "https://t.example/lti/launch", "https://t.example/k"
    )
    score = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    few = describe_client(tool, _read(_put("scopes_supported", [score, "openid"])))
    assert few["scope"] == score
    assert len(describe_client(tool, _read(_put("scopes_supported", None)))["scope"].split()) == 4
    assert [one["type"] for one in few[TOOL]["messages"]] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    ]


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, b"token_already_used", RegistrationFault.TOKEN_USED),
        (401, b"missing_registration_token", RegistrationFault.TOKEN_MISSING),
        (401, b"", RegistrationFault.TOKEN_REFUSED),
        (404, b"<html>Exception - Syntax error", RegistrationFault.TOKEN_REFUSED),
        (400, b"missing_domain", RegistrationFault.REGISTRATION_REFUSED),
        (500, b"", RegistrationFault.REGISTRATION_REFUSED),
        (302, b"", RegistrationFault.REGISTRATION_REFUSED),
    ],
)
def test_each_refusal_is_told_apart(status: int, body: bytes, fault: RegistrationFault) -> None:
    failed = judge_refusal(Answer(status, "", {}, body))
    assert failed.fault is fault
    assert "<" not in failed.detail


@pytest.mark.parametrize("fault", list(RegistrationFault))
def test_every_fault_has_words_for_a_person(fault: RegistrationFault) -> None:
    happened, remedy = describe_failure(RegistrationFailed(fault, "jwks_uri"))
    assert happened.endswith((".", "?")) and remedy.endswith(".")


@pytest.mark.parametrize(("deployment", "kept"), [("7", "7"), (7, "7"), (None, None)])
def test_a_deployment_may_come_as_text_as_number_or_not_at_all(deployment: object, kept: str | None) -> None:
    body = json.dumps({"client_id": "c", TOOL: {"deployment_id": deployment}}).encode()
    assert read_granted(body).deployment_id == kept


@pytest.mark.parametrize(
    "said",
    [{}, [], {"client_id": 5}, {"client_id": ""}, {"client_id": "x" * 256}, {"client_id": "a\nb"},
     {"client_id": "c", TOOL: {"deployment_id": True}}, {"client_id": "c", TOOL: {"deployment_id": ["1"]}}],
)  # fmt: skip
def test_an_answer_without_a_usable_client_is_refused(said: object) -> None:
    with pytest.raises(RegistrationFailed):
        read_granted(json.dumps(said).encode())
