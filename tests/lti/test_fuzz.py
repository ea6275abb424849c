"""Whatever is sent, the protocol answers with a value or with named faults, and with nothing else."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import ProtocolFaults, describe_fault
from lti_app.lti.launch import read_auth_response
from lti_app.lti.login import build_auth_address, read_login
from tests.lti import forge
from tests.lti.launching import KEY, PLATFORM, claims_now, launch_token

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
KINDS = {
    "resource": claims_now(),
    "picker": forge.make_deep_linking(claims_now(), data="d"),
    "review": forge.make_submission_review(claims_now()),
}
PLACES = sorted(
    (kind, name, member)
    for kind, claims in KINDS.items()
    for name, value in claims.items()
    for member in ("", *(value if isinstance(value, dict) else ()))
)
unhurried = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def judge(token: str) -> LaunchClaims | None:
    """The launch of a token, or None where it is refused with faults that can be told to a person."""
    try:
        return launch_token(token)
    except ProtocolFaults as refused:
        assert 0 < len(refused.faults) < 60
        assert all(describe_fault(fault).isprintable() for fault in refused.faults)
        return None


@unhurried
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=4))
def test_a_launch_with_any_values_in_any_places_is_read_or_refused(changes: list[tuple[Any, Any]]) -> None:
    claims = json.loads(json.dumps(KINDS[changes[0][0][0]]))
    for (_, name, member), value in changes:
        if member and isinstance(claims.get(name), dict):
            claims[name][member] = value
        else:
            claims[name] = value
    read = judge(forge.sign(claims, KEY))
    if read is not None:
        identifiers = [read.subject, read.deployment_id, read.context.id if read.context else "1"]
        assert all(0 < len(one) <= 255 and one.encode("utf-8") for one in identifiers)
        without_data = replace(read, deep_link=None, grade_service=None)
        kept = json.dumps(asdict(without_data), ensure_ascii=False)
        assert kept.encode("utf-8") and "\\u0000" not in kept


@unhurried
@given(payload=st.binary(max_size=2000))
def test_any_signed_bytes_are_refused(payload: bytes) -> None:
    assert judge(forge.sign_text(payload, KEY)) is None


@unhurried
@given(header=JSON)
def test_any_header_is_refused(header: Any) -> None:
    head = json.dumps(header).encode()
    assert judge(forge.sign_parts(head, b"{}", KEY)) is None


@unhurried
@given(token=ANY_TEXT | st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}"))
def test_any_text_as_a_token_is_refused(token: str) -> None:
    assert judge(token) is None


FORMS = st.dictionaries(
    st.sampled_from(
        ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id", "lti_message_hint",
         "lti_storage_target", "state", "id_token", "error", "error_description"]
    ),
    ANY_TEXT,
)  # fmt: skip


@unhurried
@given(form=FORMS)
def test_any_form_is_a_login_or_is_refused(form: dict[str, str]) -> None:
    with contextlib.suppress(ProtocolFaults):
        request = read_login(form)
        address = build_auth_address(PLATFORM, request, redirect_uri="r", state="s", nonce="n")
        assert address.isascii() and " " not in address


@unhurried
@given(form=FORMS)
def test_any_form_is_an_answer_or_is_refused(form: dict[str, str]) -> None:
    with contextlib.suppress(ProtocolFaults):
        assert read_auth_response(form) is not None
