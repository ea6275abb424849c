"""The answer to a picker launch, read as an LMS reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jwt
import pytest

from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.deep_linking import PickedLink, sign_response
from lti_app.lti.keys import make_signing_key
from lti_app.lti.platforms import SigningKey
from tests.lti.launching import NOW, PLATFORM, TOOL
from tests.lti.test_captures import read_capture

PEM, PUBLIC_JWK, KID = make_signing_key()
CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS = DeepLinkSettings(
    return_url=f"{PLATFORM.issuer}/mod/lti/contentitem_return.php",
    accept_types=("ltiResourceLink",),
    accept_targets=("frame", "iframe", "window"),
    accept_multiple=True,
    accept_line_item=True,
    data=None,
    title=None,
)
WEEK = PickedLink(
    activity_key="week-1",
    title="Week one: “Permanence”",
    text="What it means\nfor a child",
    url=f"{TOOL}/lti/launch",
    custom=(("activity", "week-1"),),
    graded=True,
    resource_id="week-1",
    tag="completion",
    score_maximum=100,
)
DAY = replace(WEEK, activity_key="day", title="The day", custom=(("activity", "day"),), graded=False)


def answer(*links: PickedLink, message: str | None = None, **settings: Any) -> dict[str, Any]:
    """What an LMS finds in the answer, once it has checked the signature with the tool's published key."""
    token = sign_response(
        PLATFORM,
        SigningKey(kid=KID, private_pem=PEM),
        settings=replace(SETTINGS, **settings),
        deployment_id="1",
        links=links,
        message=message,
        now=NOW,
    )
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": KID, "typ": "JWT"}
    claims: dict[str, Any] = jwt.decode(
        token,
        jwt.PyJWK(json.loads(PUBLIC_JWK)),
        audience=PLATFORM.issuer,
        issuer=PLATFORM.client_id,
        algorithms=["RS256"],
        options={"verify_exp": False, "verify_iat": False, "require": ["exp", "iat", "nonce"]},
    )
    return claims


def test_the_answer_is_for_this_lms_and_good_for_five_minutes() -> None:
    claims = answer(WEEK)
    lti = "https://purl.imsglobal.org/spec/lti/claim/"
    assert claims["iat"] == int(NOW.timestamp())
    assert claims["exp"] - claims["iat"] == 300
    assert claims[lti + "deployment_id"] == "1"
    assert claims[lti + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[lti + "version"] == "1.3.0"


def test_no_two_answers_share_a_nonce() -> None:
    assert len({answer(WEEK)["nonce"] for _ in range(5)}) == 5


def test_a_graded_link_brings_its_line_item_and_the_way_back_to_its_activity() -> None:
    assert answer(WEEK)[CLAIM + "content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Week one: “Permanence”",
            "text": "What it means\nfor a child",
            "url": f"{TOOL}/lti/launch",
            "custom": {"activity": "week-1"},
            "lineItem": {
                "scoreMaximum": 100,
                "label": "Week one: “Permanence”",
                "resourceId": "week-1",
                "tag": "completion",
            },
        }
    ]


def test_a_link_that_is_not_graded_brings_no_line_item() -> None:
    assert ["lineItem" in item for item in answer(WEEK, DAY)[CLAIM + "content_items"]] == [True, False]


def test_an_lms_that_takes_no_line_items_is_sent_none() -> None:
    assert "lineItem" not in answer(WEEK, accept_line_item=False)[CLAIM + "content_items"][0]


def test_an_lms_that_takes_one_link_is_sent_one() -> None:
    items = answer(WEEK, DAY, accept_multiple=False)[CLAIM + "content_items"]
    assert [item["title"] for item in items] == [WEEK.title]


def test_choosing_nothing_is_an_answer_too() -> None:
    assert answer()[CLAIM + "content_items"] == []


@pytest.mark.parametrize("data", ["", "plain", "ü\u2028\0\t{}\"'<&>", "\ud800", "x" * 5000])
def test_data_goes_back_as_it_came(data: str) -> None:
    assert answer(WEEK, data=data)[CLAIM + "data"] == data


def test_data_that_never_came_is_left_out() -> None:
    assert CLAIM + "data" not in answer(WEEK)


def test_a_message_is_sent_where_there_is_one() -> None:
    assert CLAIM + "msg" not in answer(WEEK)
    assert answer(WEEK, message="Two activities added")[CLAIM + "msg"] == "Two activities added"


def test_a_title_is_cut_to_what_moodle_takes() -> None:
    item = answer(replace(WEEK, title="t" * 300))[CLAIM + "content_items"][0]
    assert len(item["title"]) == 255


def test_a_custom_value_cannot_smuggle_another_parameter_into_moodle() -> None:
    link = replace(WEEK, custom=(("activity", "x\r\ninjected=1"), ("note", " a b=c ")))
    assert answer(link)[CLAIM + "content_items"][0]["custom"] == {"activity": "x injected=1", "note": "a b=c"}


@pytest.mark.parametrize("maximum", [0, -1, 101])
def test_a_maximum_that_moodle_would_drop_in_silence_is_never_sent(maximum: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 100"):
        answer(replace(WEEK, score_maximum=maximum))


def test_the_answer_has_the_members_of_one_that_moodle_took() -> None:
    taken = read_capture("deep-linking-responses")["responses"][0]["claims"]
    ours = answer(WEEK)
    assert set(ours) == set(taken)
    assert type(ours["aud"]) is type(taken["aud"])
    ours_item, taken_item = ours[CLAIM + "content_items"][0], taken[CLAIM + "content_items"][0]
    assert set(ours_item) <= set(taken_item)
    assert set(ours_item["lineItem"]) <= set(taken_item["lineItem"])
