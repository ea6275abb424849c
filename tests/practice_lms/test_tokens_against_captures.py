"""Tokens: each captured request is made again and must be answered as Moodle answered it."""

import json
import re
import time
from typing import Any

import pytest
import requests

from tests.practice_lms.replay import Exchange, ask_token, read_exchanges
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CLIENT = "practice-client"
ASKED_OF_ANOTHER_TOOL = "manual tool: token all"


def _replayable() -> list[Exchange]:
    return [one for one in read_exchanges("token") if one["label"] != ASKED_OF_ANOTHER_TOOL]


def _assertion(tool: StandInTool, exchange: Exchange) -> str:
    claims = dict(exchange["request"]["body"]["assertion_claims"])
    for name in ("iss", "sub"):
        claims[name] = CLIENT if claims[name] == "HVMAKAHOeCrny7F" else claims[name]
    if exchange["label"] != "token expired assertion":
        late = int(time.time()) - claims["iat"]
        claims |= {"iat": claims["iat"] + late, "exp": claims["exp"] + late}
    else:
        claims |= {"iat": int(time.time()) - 200, "exp": int(time.time()) - 100}
    return tool.sign(claims, kid="nobody" if "unknown kid" in exchange["label"] else None)


def _send(lms: PracticeLms, tool: StandInTool, exchange: Exchange) -> requests.Response:
    asked = exchange["request"]
    body: Any = asked["body"]
    if isinstance(body, dict) and "form" in body:
        form = body["form"] | {"client_assertion": _assertion(tool, exchange)}
        return requests.post(lms.registration.token_url, data=form, timeout=10)
    headers = asked["headers"]
    return requests.request(
        asked["method"], lms.registration.token_url, data=body, headers=headers, timeout=10
    )


def _without_token(body: str) -> str:
    return re.sub(r"[0-9a-f]{32}", "TOKEN", body)


@pytest.mark.parametrize("exchange", _replayable(), ids=lambda one: one["label"])
def test_a_captured_token_request_is_answered_as_moodle_answered_it(
    lms: PracticeLms, tool: StandInTool, exchange: Exchange
) -> None:
    answer, captured = _send(lms, tool, exchange), exchange["response"]
    assert (answer.status_code, answer.reason) == (captured["status"], captured["reason"])
    assert answer.headers["Content-Type"] == captured["headers"]["Content-Type"]
    assert _without_token(answer.text) == _without_token(captured["body"])


def test_each_request_gives_a_new_token_and_older_ones_go_on_working(
    lms: PracticeLms, tool: StandInTool
) -> None:
    tokens = [ask_token(lms, tool).json()["access_token"] for _ in range(2)]
    assert tokens[0] != tokens[1]
    for token in tokens:
        answer = requests.get(
            f"{lms.url}/mod/lti/services.php/2/lineitems?type_id=1",
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.ims.lis.v2.lineitemcontainer+json",
            },
            timeout=10,
        )
        assert answer.json() == []


def test_the_tools_keys_are_kept_and_fetched_once_more_for_an_unknown_kid(
    lms: PracticeLms, tool: StandInTool
) -> None:
    before = tool.fetched
    for _ in range(3):
        assert ask_token(lms, tool).ok
    assert tool.fetched == before + 1
    tool.kid = "tool-key-2"
    try:
        assert ask_token(lms, tool).ok
        assert tool.fetched == before + 2
    finally:
        tool.kid = "tool-key-1"


def test_the_platforms_key_set_has_the_captured_shape(lms: PracticeLms) -> None:
    keys = requests.get(lms.registration.jwks_url, timeout=10).json()["keys"]
    assert len(keys) == 1
    assert list(keys[0]) == ["kty", "alg", "kid", "e", "n", "use"]
    assert re.fullmatch(r"[0-9a-f]{20}", keys[0]["kid"])


def test_token_answers_can_be_made_to_fail(lms: PracticeLms, tool: StandInTool) -> None:
    lms.set_faults(token_500=True)
    assert ask_token(lms, tool).status_code == 500
    lms.set_faults(token_500=False)
    assert json.loads(ask_token(lms, tool).text)["expires_in"] == 3600
    assert [call["status"] for call in lms.requests("token")] == [500, 200]
