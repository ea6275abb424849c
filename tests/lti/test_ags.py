"""The grade service client against the letter of what a Moodle takes and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from lti_app.lti.ags import (
    Caller,
    ServiceRefused,
    add_to_path,
    build_score,
    list_line_items,
    list_results,
    post_score,
)
from lti_app.lti.http import LmsHttp
from lti_app.lti.line_items import read_line_items, read_results
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.tokens import Tokens
from tests.score_delivery.outboxes import signing_key
from tests.score_delivery.scripted_lms import Cell, ScriptedLms, run_lms

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CAPTURES = Path(__file__).resolve().parents[1] / "captures" / "moodle"


@pytest.fixture
def lms() -> Iterator[ScriptedLms]:
    with run_lms() as running:
        yield running


@pytest.fixture
def caller(lms: ScriptedLms) -> Caller:
    return make_caller(lms)


def make_caller(lms: ScriptedLms) -> Caller:
    second = timedelta(seconds=1)
    http = LmsHttp(
        public_url="http://127.0.0.1:8000",
        allowed_private_hosts=(),
        allow_loopback=True,
        connect_timeout=second,
        read_timeout=5 * second,
        total_timeout=9 * second,
        max_bytes=1_000_000,
    )
    pem, _, kid = signing_key()
    platform = Platform(
        id=1,
        issuer=lms.url,
        client_id="tool",
        auth_url=f"{lms.url}/auth",
        token_url=f"{lms.url}/token",
        jwks_url=f"{lms.url}/jwks",
        token_audience=None,
    )
    return Caller(http, Tokens(http, dropped_early=timedelta(seconds=60)), platform, SigningKey(kid, pem))


def test_a_score_says_that_it_stands_in_whole_seconds_of_utc() -> None:
    stamped_at = datetime(2026, 11, 21, 13, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    assert json.loads(build_score(user_id="4", given=100, maximum=100, stamped_at=stamped_at)) == {
        "userId": "4",
        "scoreGiven": 100,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-21T12:00:01Z",
    }


def test_a_part_score_is_in_progress_and_fully_graded() -> None:
    said = json.loads(build_score(user_id="4", given=40, maximum=100, stamped_at=NOON))
    assert (said["activityProgress"], said["gradingProgress"]) == ("InProgress", "FullyGraded")


@pytest.mark.parametrize(("given", "maximum"), [(float("nan"), 100), (1, float("inf")), (1, 0)])
def test_what_is_no_number_is_never_sent(given: float, maximum: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        build_score(user_id="4", given=given, maximum=maximum, stamped_at=NOON)


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("http://m/services.php/2/lineitems/2/lineitem?type_id=1", "/2/lineitem/scores?type_id=1"),
        ("http://m/services.php/2/lineitems/2/lineitem", "/2/lineitem/scores"),
        ("http://m/services.php/2/lineitems/2/lineitem/", "/2/lineitem/scores"),
    ],
)
def test_the_ending_goes_into_the_path_before_the_query(url: str, whole: str) -> None:
    assert add_to_path(url, "scores").endswith(whole)


def test_a_score_is_taken_and_its_result_read_back(caller: Caller, lms: ScriptedLms) -> None:
    score = build_score(user_id="4", given=100, maximum=100, stamped_at=NOON)
    url = f"{lms.url}/items/week?type_id=1"
    assert post_score(caller, line_item_url=url, score=score, now=NOON).status == 200
    assert lms.grades == {Cell("week", "4"): (100, int(NOON.timestamp()))}
    (result,) = list_results(caller, line_item_url=url, user_id="4", now=NOON)
    assert (result.user_id, result.score, result.maximum) == ("4", 100, 100)
    assert lms.tokens == {"score": 1, "result.readonly": 1}


def test_a_refused_token_is_renewed_once_and_no_more(caller: Caller, lms: ScriptedLms) -> None:
    score = build_score(user_id="4", given=100, maximum=100, stamped_at=NOON)
    post_score(caller, line_item_url=f"{lms.url}/items/week", score=score, now=NOON)
    lms.forget_tokens()
    later = build_score(user_id="4", given=100, maximum=100, stamped_at=NOON + timedelta(seconds=1))
    assert post_score(caller, line_item_url=f"{lms.url}/items/week", score=later, now=NOON).status == 200
    lms.live_tokens = Refusing()
    assert post_score(caller, line_item_url=f"{lms.url}/items/week", score=later, now=NOON).status == 401
    assert lms.tokens["score"] == 3


class Refusing(set[str]):
    """Tokens of which none is good."""

    def __contains__(self, _token: object) -> bool:
        return False


def test_line_items_are_asked_for_without_a_limit_and_with_the_smaller_scope(
    caller: Caller, lms: ScriptedLms
) -> None:
    lms.line_items = [{"id": f"{lms.url}/items/week", "resourceLinkId": 7, "tag": "completion"}]
    read_only = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
    url = f"{lms.url}/lineitems?type_id=1"
    (found,) = list_line_items(caller, url=url, scopes=frozenset({read_only}), now=NOON)
    assert (found.resource_link_id, found.tag, found.label) == ("7", "completion", None)
    list_line_items(caller, url=url, scopes=frozenset(), now=NOON)
    assert lms.tokens == {"lineitem.readonly": 1, "lineitem": 1}
    with pytest.raises(ServiceRefused):
        list_line_items(caller, url=f"{url}&limit=1", scopes=frozenset(), now=NOON)


def test_moodle_s_own_line_items_and_results_are_read() -> None:
    items = json.loads((CAPTURES / "ags-line-items.json").read_text())["exchanges"][0]
    first = read_line_items(items["response"]["body"].encode())[0]
    assert (first.label, first.resource_id, first.tag, first.resource_link_id) == (
        "Quiz A",
        "res-A",
        "grade",
        "1",
    )
    results = json.loads((CAPTURES / "ags-results.json").read_text())["exchanges"][0]
    held = read_results(results["response"]["body"].encode())[0]
    assert (held.user_id, held.score, held.maximum) == ("4", 60, 100)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'"x"'])
def test_what_is_no_list_is_not_read_as_one(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_line_items(body)
