"""Access tokens: asked for once, kept until shortly before they end, renewed by one thread for all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from lti_app.lti.ags import Caller
from lti_app.lti.tokens import TokenRefused, sign_assertion
from tests.lti.test_ags import make_caller
from tests.score_delivery.outboxes import signing_key
from tests.score_delivery.scripted_lms import Reply, ScriptedLms, run_lms

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CAPTURES = Path(__file__).resolve().parents[1] / "captures" / "moodle"
SCORE = frozenset({"https://purl.imsglobal.org/spec/lti-ags/scope/score"})


@pytest.fixture
def lms() -> Iterator[ScriptedLms]:
    with run_lms() as running:
        yield running


def get(caller: Caller, *, now: datetime = NOON, instead_of: str | None = None) -> str:
    return caller.tokens.get(
        platform=caller.platform, key=caller.key, scopes=SCORE, now=now, instead_of=instead_of
    )


def test_a_token_is_kept_until_a_minute_before_its_end(lms: ScriptedLms) -> None:
    caller = make_caller(lms)
    first = get(caller)
    assert get(caller, now=NOON + timedelta(minutes=58)) == first
    assert get(caller, now=NOON + timedelta(minutes=59)) != first


def test_threads_that_want_one_token_at_once_wait_for_one_request(lms: ScriptedLms) -> None:
    lms.token_script = lambda _number: Reply(
        body=json.dumps({"access_token": "slow", "expires_in": 3600}), after=0.2
    )
    caller = make_caller(lms)
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(get(caller))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["slow"] * 8
    assert sum(lms.tokens.values()) == 1


def test_a_refused_token_is_replaced_once_for_all_who_were_refused(lms: ScriptedLms) -> None:
    caller = make_caller(lms)
    first = get(caller)
    second = get(caller, instead_of=first)
    assert second != first
    assert get(caller, instead_of=first) == second


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, body='{"error" : ""kid" invalid, unable to lookup correct key"}'),
        Reply(401),
        Reply(200, body="<html>"),
        Reply(200, body="[]"),
        Reply(200, body='{"access_token": ""}'),
        Reply(200, body='{"access_token": "a\\nb"}'),
        Reply(302),
    ],
)
def test_an_answer_without_a_token_is_a_refusal_and_is_asked_anew_next_time(
    lms: ScriptedLms, reply: Reply
) -> None:
    lms.token_script = lambda number: reply if number == 0 else None
    caller = make_caller(lms)
    with pytest.raises(TokenRefused):
        get(caller)
    assert get(caller) == "token-1"


def test_a_refusal_passes_on_how_long_to_wait(lms: ScriptedLms) -> None:
    lms.token_script = lambda _number: Reply(429, headers=(("Retry-After", "120"),))
    with pytest.raises(TokenRefused) as refused:
        get(make_caller(lms))
    assert (refused.value.status, refused.value.retry_after) == (429, "120")


@pytest.mark.parametrize("lifetime", [None, "soon", True, -5, 30, 1_795_000_000_000])
def test_an_odd_lifetime_does_not_break_a_token(lms: ScriptedLms, lifetime: object) -> None:
    body = json.dumps({"access_token": "odd", "expires_in": lifetime})
    lms.token_script = lambda _number: Reply(body=body)
    assert get(make_caller(lms)) == "odd"


def test_moodle_s_own_answer_is_a_token(lms: ScriptedLms) -> None:
    said = json.loads((CAPTURES / "token.json").read_text())["exchanges"][0]["response"]
    lms.token_script = lambda _number: Reply(
        headers=(("Content-Type", said["headers"]["Content-Type"]),), body=said["body"]
    )
    assert get(make_caller(lms)) == "559c1de184250530e79ad559d118cbfc"


def test_the_assertion_names_the_tool_the_audience_and_the_key(lms: ScriptedLms) -> None:
    caller = make_caller(lms)
    assertion = sign_assertion(platform=caller.platform, key=caller.key, now=datetime.now(UTC))
    public = jwt.PyJWK(json.loads(signing_key()[1]))
    claims = jwt.decode(assertion, public.key, algorithms=["RS256"], audience=f"{lms.url}/token")
    assert (claims["iss"], claims["sub"]) == ("tool", "tool")
    assert claims["exp"] - claims["iat"] == 65
    assert jwt.get_unverified_header(assertion)["kid"] == signing_key()[2]


def test_no_token_and_no_key_shows_in_a_representation(lms: ScriptedLms) -> None:
    caller = make_caller(lms)
    token = get(caller)
    assert token not in repr(caller.tokens)
    assert token not in repr(vars(caller.tokens))
