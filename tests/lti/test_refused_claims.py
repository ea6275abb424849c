"""Launches under a right signature that are refused for what they say; every fault is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lti_app.lti.faults import FaultCode as Code
from tests.lti import forge
from tests.lti.forge import AGS, DEEP_LINK, LTI, NRPS, Claims
from tests.lti.launching import KEY, NOW, TOOL, claims_now, list_faults, list_token_faults

Change = Callable[[Claims], Claims]
ISSUED = int(NOW.timestamp())
MISSING, MALFORMED, LONG = Code.CLAIM_MISSING, Code.CLAIM_MALFORMED, Code.CLAIM_TOO_LONG


def put(**changes: Any) -> Change:
    """Claims with other values; a name in capitals after `lti_` is one of LTI's own."""
    return lambda claims: {**claims, **{_long(name): value for name, value in changes.items()}}


def drop(*names: str) -> Change:
    """Claims without some."""
    return lambda claims: forge.without(claims, *(_long(name) for name in names))


def _long(name: str) -> str:
    return (
        LTI + name.removeprefix("lti_")
        if name.startswith("lti_")
        else {"ags": AGS, "nrps": NRPS}.get(name, name)
    )


def inside(name: str, **changes: Any) -> Change:
    """Claims with other members in one object; None leaves a member out."""

    def change(claims: Claims) -> Claims:
        members = {**claims[_long(name)], **changes}
        return {**claims, _long(name): {key: value for key, value in members.items() if value is not None}}

    return change


def picker(**settings: Any) -> Change:
    """A deep linking launch with other settings; None leaves one out."""
    return lambda claims: forge.make_deep_linking(claims, **settings)


def review(change: Change) -> Change:
    """A submission review with a change."""
    return lambda claims: change(forge.make_submission_review(claims))


CASES: list[tuple[str, Change, list[tuple[Code, str]]]] = [
    ("version 11.3", put(lti_version="11.3"), [(Code.VERSION_WRONG, "")]),
    ("version as a number", put(lti_version=1.3), [(Code.VERSION_WRONG, "")]),
    ("no version", drop("lti_version"), [(MISSING, "version")]),
    ("no message type", drop("lti_message_type"), [(MISSING, "message_type")]),
    ("unknown message type", put(lti_message_type="LtiStartAssessment"), [(Code.MESSAGE_TYPE_UNKNOWN, "")]),
    ("message type a list", put(lti_message_type=["LtiResourceLinkRequest"]), [(Code.MESSAGE_TYPE_UNKNOWN, "")]),
    ("message type an object", put(lti_message_type={}), [(Code.MESSAGE_TYPE_UNKNOWN, "")]),
    ("no roles", drop("lti_roles"), [(MISSING, "roles")]),
    ("roles a string", put(lti_roles=forge.LEARNER), [(MALFORMED, "roles")]),
    ("roles an object", put(lti_roles={"0": forge.LEARNER}), [(MALFORMED, "roles")]),
    ("roles of numbers", put(lti_roles=[1]), [(MALFORMED, "roles")]),
    ("roles null", put(lti_roles=None), [(MISSING, "roles")]),
    ("no deployment", drop("lti_deployment_id"), [(MISSING, "deployment_id")]),
    ("empty deployment", put(lti_deployment_id=""), [(MISSING, "deployment_id")]),
    ("deployment a number", put(lti_deployment_id=1), [(MALFORMED, "deployment_id")]),
    ("long deployment", put(lti_deployment_id="d" * 256), [(LONG, "deployment_id")]),
    ("another deployment", put(lti_deployment_id="2"), [(Code.DEPLOYMENT_CHANGED, "")]),
    ("no resource link", drop("lti_resource_link"), [(MISSING, "resource_link")]),
    ("resource link a string", put(lti_resource_link="1"), [(MALFORMED, "resource_link")]),
    ("resource link null", put(lti_resource_link=None), [(MISSING, "resource_link")]),
    ("resource link without id", put(lti_resource_link={"title": "x"}), [(MISSING, "resource_link.id")]),
    ("long resource link", inside("lti_resource_link", id="r" * 256), [(LONG, "resource_link.id")]),
    ("resource link id a number", inside("lti_resource_link", id=1), [(MALFORMED, "resource_link.id")]),
    ("context a list", put(lti_context=[{"id": "2"}]), [(MALFORMED, "context")]),
    ("context without id", put(lti_context={"title": "x"}), [(MISSING, "context.id")]),
    ("long context", inside("lti_context", id="c" * 256), [(LONG, "context.id")]),
    ("context with a NUL", inside("lti_context", id="2\0"), [(MALFORMED, "context.id")]),
    ("context with half a character", inside("lti_context", id="\ud800"), [(MALFORMED, "context.id")]),
    ("no sub", drop("sub"), [(Code.ANONYMOUS, "")]),
    ("empty sub", put(sub=""), [(Code.ANONYMOUS, "")]),
    ("sub a number", put(sub=4), [(MALFORMED, "sub")]),
    ("long sub", put(sub="s" * 256), [(LONG, "sub")]),
    ("no target", drop("lti_target_link_uri"), [(MISSING, "target_link_uri")]),
    ("target a number", put(lti_target_link_uri=1), [(MALFORMED, "target_link_uri")]),
    ("target other than at login", put(lti_target_link_uri=f"{TOOL}/other"), [(Code.TARGET_CHANGED, "")]),
    ("no issuer", drop("iss"), [(MISSING, "iss")]),
    ("another issuer", put(iss="https://moodle.example.org/"), [(Code.ISSUER_WRONG, "")]),
    ("issuer a list", put(iss=["https://moodle.example.org"]), [(Code.ISSUER_WRONG, "")]),
    ("no audience", drop("aud"), [(MISSING, "aud")]),
    ("empty audiences", put(aud=[]), [(Code.AUDIENCE_WRONG, "")]),
    ("another audience", put(aud="other"), [(Code.AUDIENCE_WRONG, "")]),
    ("audience an object", put(aud={}), [(MALFORMED, "aud")]),
    ("audiences of numbers", put(aud=[1]), [(MALFORMED, "aud")]),
    ("two audiences, no party", put(aud=["HVMAKAHOeCrny7F", "x"]), [(Code.AUTHORISED_PARTY_MISSING, "")]),
    ("two audiences, other party", put(aud=["HVMAKAHOeCrny7F", "x"], azp="x"), [(Code.AUTHORISED_PARTY_WRONG, "")]),
    ("one audience, other party", put(azp="x"), [(Code.AUTHORISED_PARTY_WRONG, "")]),
    ("party a number", put(azp=7), [(Code.AUTHORISED_PARTY_WRONG, "")]),
    ("no nonce", drop("nonce"), [(MISSING, "nonce")]),
    ("empty nonce", put(nonce=""), [(MISSING, "nonce")]),
    ("another nonce", put(nonce="other"), [(Code.NONCE_WRONG, "")]),
    ("nonce a list", put(nonce=["x"]), [(MALFORMED, "nonce")]),
    ("half a character as nonce", put(nonce="\udfff"), [(Code.NONCE_WRONG, "")]),
    ("custom a list", put(lti_custom=["a"]), [(MALFORMED, "custom")]),
    ("presentation a string", put(lti_launch_presentation="iframe"), [(MALFORMED, "launch_presentation")]),
    (
        "return address a script",
        inside("lti_launch_presentation", return_url="javascript:alert(1)"),
        [(MALFORMED, "launch_presentation.return_url")],
    ),
    ("mentor scope a string", put(lti_role_scope_mentor="4"), [(MALFORMED, "role_scope_mentor")]),
    ("grade service a list", put(ags=[]), [(MALFORMED, "grade service")]),
    ("line item no address", inside("ags", lineitem="2"), [(MALFORMED, "grade service.lineitem")]),
    ("roster no address", inside("nrps", context_memberships_url=1),
     [(MALFORMED, "names and roles service.context_memberships_url")]),
    ("no settings", lambda claims: forge.without(forge.make_deep_linking(claims), DEEP_LINK),
     [(MISSING, "deep_linking_settings")]),
    ("no return address", picker(deep_link_return_url=None), [(MISSING, "deep_linking_settings.deep_link_return_url")]),
    ("return address a script", picker(deep_link_return_url="javascript:alert(1)"),
     [(MALFORMED, "deep_linking_settings.deep_link_return_url")]),
    ("no types", picker(accept_types=None), [(MISSING, "deep_linking_settings.accept_types")]),
    ("no links taken", picker(accept_types=["file"]), [(Code.CANNOT_TAKE_LINKS, "")]),
    ("types a string", picker(accept_types="ltiResourceLink"), [(MALFORMED, "deep_linking_settings.accept_types")]),
    ("data no text", picker(data={"a": 1}), [(MALFORMED, "deep_linking_settings.data")]),
    ("several a number", picker(accept_multiple=1), [(MALFORMED, "deep_linking_settings.accept_multiple")]),
    ("review of nobody", review(drop("lti_for_user")), [(MISSING, "for_user")]),
    ("review of a string", review(put(lti_for_user="4")), [(MALFORMED, "for_user")]),
    ("review without id", review(put(lti_for_user={})), [(MISSING, "for_user.user_id")]),
    ("review without grades", review(drop("ags")), [(MISSING, "grade service")]),
    ("review without line item", review(inside("ags", lineitem=None)), [(MISSING, "grade service.lineitem")]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "faults"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_launch_is_refused_for_exactly_what_is_wrong(
    change: Change, faults: list[tuple[Code, str]]
) -> None:
    assert list_faults(change(claims_now())) == faults


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize(
    "value",
    ["1795289949", True, [], {}, -1, 1e300, 10**40, 253_402_300_800],
    ids=lambda value: repr(value)[:20],
)
def test_an_instant_that_is_no_sensible_number_is_refused(name: str, value: object) -> None:
    assert (MALFORMED, name) in list_faults({**claims_now(), name: value})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5000])
def test_an_instant_that_is_no_number_in_json_is_refused(number: str) -> None:
    text = json.dumps({**claims_now(), "iat": 777}).replace("777", number)
    assert list_token_faults(forge.sign_text(text.encode(), KEY)) == [
        (Code.TOKEN_MALFORMED, "not JSON in UTF-8")
    ]


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_launch_without_its_times_is_refused(name: str) -> None:
    assert list_faults(drop(name)(claims_now())) == [(MISSING, name)]


def at(*, issued: int, lives: int = 60) -> Claims:
    """Claims issued that many seconds after NOW."""
    return {**claims_now(), "iat": ISSUED + issued, "exp": ISSUED + issued + lives}


def test_an_expired_launch_is_refused_and_the_leeway_is_named() -> None:
    assert list_faults(at(issued=-121)) == [(Code.EXPIRED, "61 seconds ago; 60 seconds are allowed")]


def test_a_launch_from_the_future_is_refused_and_the_leeway_is_named() -> None:
    assert list_faults(at(issued=61)) == [(Code.FROM_THE_FUTURE, "61 seconds ahead; 60 seconds are allowed")]


def test_a_launch_that_may_not_begin_yet_is_refused() -> None:
    assert list_faults(put(nbf=ISSUED + 90)(claims_now())) == [
        (Code.FROM_THE_FUTURE, "90 seconds ahead; 60 seconds are allowed")
    ]


def test_a_launch_issued_more_than_ten_minutes_ago_is_refused_however_long_it_lives() -> None:
    assert list_faults(at(issued=-601, lives=3600)) == [
        (Code.TOO_OLD, "601 seconds ago; 600 seconds are allowed")
    ]


def test_a_launch_that_expires_before_it_was_issued_is_refused() -> None:
    assert list_faults(at(issued=0, lives=-1)) == [(Code.EXPIRES_BEFORE_ISSUED, "")]


@pytest.mark.parametrize("ahead", [-60, 0, 60], ids=["60 s slow", "right", "60 s fast"])
def test_an_lms_whose_clock_strays_by_a_minute_is_let_in(ahead: int) -> None:
    assert list_faults(at(issued=ahead)) == []
    assert list_faults(at(issued=-60 - ahead)) == [] or ahead == 60


def test_a_launch_from_a_second_before_ten_minutes_is_let_in() -> None:
    assert list_faults(at(issued=-int(timedelta(minutes=10).total_seconds()), lives=3600)) == []


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/lti/launch",
        "https://learn.example.org@evil.example/lti/launch",
        "https://learn.example.org.evil.example/",
        "https://evil.example\\@learn.example.org/",
        "javascript://learn.example.org/%0aalert(1)",
        "//learn.example.org/lti/launch",
        "https://learn.example.org:99999/",
        "https://[learn.example.org/",
    ],
)
def test_a_target_on_another_host_is_refused_even_when_the_login_named_it(target: str) -> None:
    assert list_faults(put(lti_target_link_uri=target)(claims_now()), target_link_uri=target) == [
        (Code.TARGET_FOREIGN, "")
    ]


def test_every_fault_is_named_at_once() -> None:
    wrong = drop("nonce", "lti_roles", "lti_resource_link", "sub")(
        put(lti_version="11.3", aud="x")(claims_now())
    )
    assert list_faults(wrong) == [
        (Code.AUDIENCE_WRONG, ""),
        (MISSING, "nonce"),
        (Code.VERSION_WRONG, ""),
        (Code.ANONYMOUS, ""),
        (MISSING, "roles"),
        (MISSING, "resource_link"),
    ]


def test_claims_of_another_kind_of_message_are_all_missed() -> None:
    ordinary = {name: claims_now()[name] for name in ("iss", "aud", "sub", "exp", "iat", "nonce")}
    assert list_faults(ordinary) == [
        (MISSING, name) for name in ("message_type", "version", "deployment_id", "roles")
    ]
