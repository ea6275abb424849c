"""Launches: login parameters, authorisation errors and claims, held against the captured ones."""

import re
from typing import Any

import jwt
import pytest

from tests.practice_lms.browsing import Visitor, read_hint
from tests.practice_lms.replay import read_capture, read_form
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"


def _shape(value: Any) -> Any:
    """Return a value's shape: names and types, without what differs from site to site."""
    match value:
        case dict():
            return {name: _shape(inner) for name, inner in value.items()}
        case list():
            return [_shape(inner) for inner in value]
        case _:
            return type(value).__name__


def _assert_same_shape(claims: dict[str, Any], captured: dict[str, Any]) -> None:
    here, there = dict(claims), dict(captured)
    # Which custom parameters there are is the registration's and the link's affair.
    here.pop(f"{CLAIM}custom"), there.pop(f"{CLAIM}custom")
    assert _shape(here) == _shape(there)


@pytest.mark.parametrize(
    ("capture", "person", "new_window", "graded"),
    [
        ("launch-student-embedded", "4", False, True),
        ("launch-student-new-window", "4", True, True),
        ("launch-student-no-line-item", "5", False, False),
        ("launch-teacher", "trainer", False, True),
        ("launch-admin", "administrator", False, True),
    ],
)
def test_a_launch_carries_the_claims_of_the_captured_one(
    lms: PracticeLms, tool: StandInTool, capture: str, person: str, new_window: bool, graded: bool
) -> None:
    link_id = lms.place("m1-w1", "Week One", graded=graded)
    captured = read_capture(capture)["claims"]
    claims = Visitor(lms, person).launch(tool.url, link_id, new_window=new_window)
    _assert_same_shape(claims, captured)
    for name in ("roles", "version", "message_type"):
        assert claims[f"{CLAIM}{name}"] == captured[f"{CLAIM}{name}"]
    presentation = claims[f"{CLAIM}launch_presentation"]
    assert presentation["document_target"] == captured[f"{CLAIM}launch_presentation"]["document_target"]
    assert claims["exp"] - claims["iat"] == 60
    assert claims[NRPS]["service_versions"] == captured[NRPS]["service_versions"]
    assert claims[ENDPOINT]["scope"] == captured[ENDPOINT]["scope"]


def test_login_initiation_has_moodles_parameters_and_no_others(lms: PracticeLms, tool: StandInTool) -> None:
    link_id = lms.place("m1-w1", "Week One")
    login = Visitor(lms, "4").begin_launch(link_id)
    assert list(login) == list(read_capture("launch-student-embedded")["login_initiation"]["params"])
    assert login["login_hint"] == "4"
    hint = read_hint(login)
    assert list(hint) == ["cmid", "launchid"]
    assert re.fullmatch(rf"ltilaunch{link_id}_\d+", hint["launchid"])


def test_deep_linking_carries_the_claims_of_the_captured_one(lms: PracticeLms, tool: StandInTool) -> None:
    trainer = Visitor(lms, "trainer")
    login = trainer.begin("/mod/lti/contentitem.php")
    assert list(read_hint(login)) == ["launchid"]
    captured = read_capture("deep-linking-request")["claims"]
    claims = trainer.claims_of(tool.url, login)
    _assert_same_shape(claims, captured)
    settings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
    differing = {name for name in claims[settings] if claims[settings][name] != captured[settings][name]}
    assert differing == {"deep_link_return_url", "title"}
    assert NRPS not in claims


def test_the_token_has_moodles_header(lms: PracticeLms, tool: StandInTool) -> None:
    visitor = Visitor(lms, "4")
    login = visitor.begin_launch(lms.place("m1-w1", "Week One"))
    token = read_form(visitor.authorise(tool.url, login).text)[1]["id_token"]
    header = jwt.get_unverified_header(token)
    assert header.keys() == read_capture("launch-teacher")["jwt_header"].keys()
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")


@pytest.mark.parametrize("place", range(5))
def test_a_captured_authorisation_error_is_posted_to_the_tool(
    lms: PracticeLms, tool: StandInTool, place: int
) -> None:
    captured = read_capture("auth-errors")["posted_to_redirect_uri"][place]
    link_id = lms.place("m1-w1", "Week One")
    visitor = Visitor(lms, "4")
    login = visitor.begin_launch(link_id)
    asked = dict(captured["auth_request"]) | {
        "redirect_uri": f"{tool.url}/lti/launch",
        "lti_message_hint": login["lti_message_hint"],
        "response_mode": captured["auth_request"].get("response_mode"),
    }
    if asked["client_id"] != "zzz":
        asked["client_id"] = login["client_id"]
    action, fields = read_form(visitor.authorise(tool.url, login, **asked).text)
    assert action == f"{tool.url}/lti/launch"
    assert fields == captured["auth_response"]


@pytest.mark.parametrize(
    "changed",
    [
        {"response_type": "code"},
        {"scope": "openid profile"},
        {"nonce": None},
        {"lti_message_hint": None},
        {"redirect_uri": "http://127.0.0.1:1/lti/launch?x=1"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_other_authorisation_errors_stay_on_a_page_of_the_lms(
    lms: PracticeLms, tool: StandInTool, changed: dict[str, Any]
) -> None:
    visitor = Visitor(lms, "4")
    answer = visitor.authorise(tool.url, visitor.begin_launch(lms.place("m1-w1", "Week One")), **changed)
    assert "Invalid request" in answer.text
    assert "<form" not in answer.text


def test_a_message_hint_is_good_once_and_for_its_own_session_only(
    lms: PracticeLms, tool: StandInTool
) -> None:
    link_id = lms.place("m1-w1", "Week One")
    visitor, another = Visitor(lms, "4"), Visitor(lms, "4")
    login = visitor.begin_launch(link_id)
    assert "id_token" in visitor.authorise(tool.url, login).text
    assert "Invalid request" in visitor.authorise(tool.url, login).text
    assert "Invalid request" in another.authorise(tool.url, visitor.begin_launch(link_id)).text


def test_prompt_and_state_may_be_left_out(lms: PracticeLms, tool: StandInTool) -> None:
    visitor = Visitor(lms, "4")
    login = visitor.begin_launch(lms.place("m1-w1", "Week One"))
    fields = read_form(visitor.authorise(tool.url, login, prompt=None, state=None).text)[1]
    assert fields.keys() == {"id_token"}


def test_without_the_cookie_the_request_is_posted_once_more_from_the_lms_itself(
    lms: PracticeLms, tool: StandInTool
) -> None:
    visitor = Visitor(lms, "4")
    login = visitor.begin_launch(lms.place("m1-w1", "Week One"))
    kept = visitor.http.cookies.copy()
    visitor.http.cookies.clear()
    action, fields = read_form(visitor.authorise(tool.url, login).text)
    assert action == "/mod/lti/auth.php"
    visitor.http.cookies.update(kept)
    assert "id_token" in read_form(visitor.post(action, **fields).text)[1]


def test_a_mentor_is_sent_as_no_moodle_sends_one(lms: PracticeLms, tool: StandInTool) -> None:
    claims = Visitor(lms, "mentor").launch(tool.url, lms.place("m1-w1", "Week One"))
    assert claims[f"{CLAIM}roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"]
    assert claims[f"{CLAIM}role_scope_mentor"] == ["4"]
