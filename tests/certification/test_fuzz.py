"""Whatever is posted to the doors that anyone may reach: a readable answer below 500, soon, and nobody gets in."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.builders import INSTRUCTOR, csrf_of, visit_of
from tests.certification.scene import Scene, set_scene
from tests.lti import forge

SECONDS = 5.0
"""What one answer may take at most, on a busy machine; the LMS's keys are at hand."""

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
unhurried = settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(
    [
        "",
        "\0",
        "x" * 3000,
        "'; DROP TABLE visits; --",
        "<script>",
        "../../etc",
        "https://evil.example",
        "null",
        "[]",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
LOGIN = ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id", "lti_message_hint"]
NAMES = [
    *LOGIN,
    "lti_storage_target",
    "state",
    "id_token",
    "error",
    "error_description",
    "ticket",
    "proof",
    "confirmed",
]
FORM = st.dictionaries(st.sampled_from(NAMES) | TEXT, TEXT, max_size=8)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene of its own, since what is counted here is everything."""
    with set_scene(tmp_path_factory.mktemp("fuzz")) as made:
        yield made


def judge(answer: TestResponse, began: float) -> None:
    """Hold an answer to what every answer must be."""
    assert answer.status_code < 500, answer.get_data(as_text=True)
    assert time.perf_counter() - began < SECONDS
    assert "Traceback" not in answer.get_data(as_text=True)


@unhurried
@given(form=FORM, changes=st.dictionaries(st.sampled_from(LOGIN), TEXT, max_size=3), by_get=st.booleans())
def test_any_login_is_answered_and_leads_to_the_lms_alone(
    fuzzed: Scene, form: dict[str, str], changes: dict[str, str], by_get: bool
) -> None:
    right = {
        "iss": fuzzed.lms.issuer,
        "login_hint": "4",
        "target_link_uri": "http://127.0.0.1:8000/lti/launch",
    }
    sent = {**right, **form, **changes}
    began = time.perf_counter()
    browser = fuzzed.app.test_client()
    answer = browser.get("/lti/login", query_string=sent) if by_get else browser.post("/lti/login", data=sent)
    judge(answer, began)
    if answer.location is not None:
        registered = (f"{fuzzed.lms.issuer}/mod/lti/auth.php?", f"{fuzzed.other.issuer}/mod/lti/auth.php?")
        assert answer.location.startswith(registered)
    assert fuzzed.count_entries() == 0


@unhurried
@given(form=FORM, with_state=st.booleans())
def test_any_form_at_the_launch_lets_nobody_in(fuzzed: Scene, form: dict[str, str], with_state: bool) -> None:
    browser = fuzzed.app.test_client()
    if with_state:
        form = {**form, "state": fuzzed.lms.begin(browser)["state"]}
    began = time.perf_counter()
    answer = browser.post("/lti/launch", data=form)
    judge(answer, began)
    assert answer.status_code >= 400
    assert fuzzed.count_entries() == 0


@unhurried
@given(
    changes=st.dictionaries(
        st.sampled_from(["iss", "aud", "azp", "nonce", "exp", "iat", "sub"]), JSON, min_size=1
    )
)
def test_any_change_to_what_binds_a_launch_lets_nobody_else_in(
    fuzzed: Scene, changes: dict[str, Any]
) -> None:
    browser = fuzzed.app.test_client()
    asked = fuzzed.lms.begin(browser)
    claims = {**fuzzed.lms.claims(asked["nonce"]), **changes}
    before = fuzzed.count_entries()
    began = time.perf_counter()
    answer = fuzzed.lms.post(browser, asked, claims)
    judge(answer, began)
    right = all(name in {"sub", "azp", "exp", "iat"} for name in changes)
    assert right or (answer.status_code == 400 and fuzzed.count_entries() == before)
    fuzzed.forget_entries()


@unhurried
@given(form=FORM, origin=st.sampled_from(["http://127.0.0.1:8000", "https://evil.example", "null", ""]))
def test_any_ticket_opens_nothing(fuzzed: Scene, form: dict[str, str], origin: str) -> None:
    began = time.perf_counter()
    answer = fuzzed.app.test_client().post("/launch/ticket", data=form, headers={"Origin": origin})
    judge(answer, began)
    assert answer.status_code >= 400
    assert fuzzed.count_entries() == 0


@unhurried
@given(
    fields=st.dictionaries(
        st.sampled_from(["activity", "do", "module", "title", "grading"]) | TEXT, TEXT, max_size=6
    )
)
def test_any_choice_in_the_picker_is_answered(fuzzed: Scene, fields: dict[str, str]) -> None:
    browser = fuzzed.app.test_client()
    asked = fuzzed.lms.begin(browser)
    entered = fuzzed.lms.post(browser, asked, fuzzed.lms.picker_claims(asked["nonce"], roles=[INSTRUCTOR]))
    picker = f"{visit_of(entered)}/picker"
    token = csrf_of(browser.get(picker).get_data(as_text=True))
    began = time.perf_counter()
    judge(browser.post(picker, data={**fields, "csrf_token": token}), began)
    fuzzed.forget_entries()


@unhurried
@given(
    query=st.dictionaries(
        st.sampled_from(["openid_configuration", "registration_token"]) | TEXT, TEXT, max_size=3
    )
)
def test_any_registration_is_answered_and_calls_nobody_whom_it_must_not(
    fuzzed: Scene, query: dict[str, str]
) -> None:
    began = time.perf_counter()
    judge(fuzzed.app.test_client().get("/lti/register", query_string=query), began)
    judge(fuzzed.app.test_client().post("/lti/register", data=query), began)


@unhurried
@given(token=st.binary(max_size=400))
def test_any_signed_bytes_let_nobody_in(fuzzed: Scene, token: bytes) -> None:
    browser = fuzzed.app.test_client()
    asked = fuzzed.lms.begin(browser)
    began = time.perf_counter()
    form = {"id_token": forge.sign_text(token, fuzzed.lms.key), "state": asked["state"]}
    answer = browser.post("/lti/launch", data=form)
    judge(answer, began)
    assert answer.status_code == 400
    assert fuzzed.count_entries() == 0
