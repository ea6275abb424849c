"""Logins: what is read, what is refused, and where the browser is sent."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.launch import AuthError, AuthResponse, read_auth_response
from lti_app.lti.login import LoginRequest, build_auth_address, read_login
from tests.lti.launching import PLATFORM, TOOL

FORM = {
    "iss": PLATFORM.issuer,
    "target_link_uri": f"{TOOL}/lti/launch",
    "login_hint": "4",
    "lti_message_hint": '{"cmid":2,"launchid":"ltilaunch1_72791404"}',
    "client_id": PLATFORM.client_id,
    "lti_deployment_id": "1",
    "lti_storage_target": "_parent",
    "another": "ignored",
}


def test_a_login_is_read_whole() -> None:
    assert read_login(FORM) == LoginRequest(
        issuer=PLATFORM.issuer,
        login_hint="4",
        target_link_uri=f"{TOOL}/lti/launch",
        client_id=PLATFORM.client_id,
        deployment_id="1",
        message_hint='{"cmid":2,"launchid":"ltilaunch1_72791404"}',
        storage_target="_parent",
    )


def test_a_login_of_the_three_needed_parameters_is_enough() -> None:
    read = read_login({name: FORM[name] for name in ("iss", "target_link_uri", "login_hint")})
    assert (read.client_id, read.deployment_id, read.message_hint, read.storage_target) == (None,) * 4


def test_every_parameter_that_is_missing_or_cannot_be_read_is_named_at_once() -> None:
    with pytest.raises(ProtocolFaults) as refused:
        read_login({"iss": "", "login_hint": "4\0", "lti_deployment_id": "d" * 256, "client_id": "\ud800"})
    assert refused.value.faults == (
        Fault(FaultCode.LOGIN_PARAMETER_MISSING, "iss"),
        Fault(FaultCode.LOGIN_PARAMETER_MISSING, "target_link_uri"),
        Fault(FaultCode.LOGIN_PARAMETER_MALFORMED, "login_hint"),
        Fault(FaultCode.LOGIN_PARAMETER_MALFORMED, "client_id"),
        Fault(FaultCode.LOGIN_PARAMETER_MALFORMED, "lti_deployment_id"),
    )


@pytest.mark.parametrize("hint", ["a&b=c#d", "{} ü+%20", '{"a":"b c"}', "x" * 16384])
def test_the_hints_go_back_to_the_lms_untouched(hint: str) -> None:
    request = read_login({**FORM, "lti_message_hint": hint, "login_hint": hint[:2000]})
    address = build_auth_address(PLATFORM, request, redirect_uri=f"{TOOL}/lti/launch", state="s", nonce="n")
    sent = dict(parse_qsl(urlsplit(address).query, strict_parsing=True, keep_blank_values=True))
    assert (sent["lti_message_hint"], sent["login_hint"]) == (hint, hint[:2000])


def test_a_query_in_the_lms_address_is_kept() -> None:
    from dataclasses import replace

    platform = replace(PLATFORM, auth_url="https://lms.example.org/auth?tenant=7#part")
    address = build_auth_address(platform, read_login(FORM), redirect_uri="r", state="s", nonce="n")
    assert address.startswith("https://lms.example.org/auth?tenant=7&scope=openid&")
    assert "#" not in address


def test_a_launch_without_message_hint_sends_none() -> None:
    request = read_login({name: value for name, value in FORM.items() if name != "lti_message_hint"})
    assert "lti_message_hint" not in build_auth_address(
        PLATFORM, request, redirect_uri="r", state="s", nonce="n"
    )


def test_a_token_and_its_state_are_read() -> None:
    assert read_auth_response({"id_token": "t", "state": "s"}) == AuthResponse(id_token="t", state="s")


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        ({}, [FaultCode.TOKEN_MISSING, FaultCode.STATE_MISSING]),
        ({"id_token": "t"}, [FaultCode.STATE_MISSING]),
        ({"state": "s"}, [FaultCode.TOKEN_MISSING]),
        ({"id_token": "t", "state": "s" * 513}, [FaultCode.STATE_MISSING]),
        ({"id_token": "t", "state": "é"}, [FaultCode.STATE_MISSING]),
        ({"id_token": "", "state": ""}, [FaultCode.TOKEN_MISSING, FaultCode.STATE_MISSING]),
    ],
)
def test_an_answer_without_token_or_state_is_refused(form: dict[str, str], codes: list[FaultCode]) -> None:
    with pytest.raises(ProtocolFaults) as refused:
        read_auth_response(form)
    assert [fault.code for fault in refused.value.faults] == codes


def test_an_error_comes_before_a_token_and_is_bounded_and_clean() -> None:
    form = {"error": "access_denied\n" * 50, "error_description": "no\0" * 999, "id_token": "t", "state": "s"}
    read = read_auth_response(form)
    assert isinstance(read, AuthError)
    assert (len(read.error), len(read.description or ""), read.state) == (100, 500, "s")
    assert "\n" not in read.error


@given(hint=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_the_lms_said_goes_back_to_it_as_every_encoder_writes_it(hint: str) -> None:
    request = LoginRequest(
        issuer=PLATFORM.issuer,
        login_hint=hint,
        target_link_uri=f"{TOOL}/lti/launch",
        client_id=None,
        deployment_id=None,
        message_hint=None,
        storage_target=None,
    )

    address = build_auth_address(PLATFORM, request, redirect_uri=f"{TOOL}/lti/launch", state="s-_", nonce="n")

    assert f"&login_hint={quote(hint, safe='')}&" in address
    assert dict(parse_qsl(urlsplit(address).query))["redirect_uri"] == f"{TOOL}/lti/launch"
