"""Rosters, copies and reviews of the practice LMS, held against the captured Moodle."""

from __future__ import annotations

import json

import pytest
import requests

from tests.practice_lms.browsing import Visitor
from tests.practice_lms.replay import get_token, read_capture
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


def ask_members(
    lms: PracticeLms, tool: StandInTool, query: str = "", accept: str = MEMBERS
) -> requests.Response:
    url = f"{lms.url}/mod/lti/services.php/CourseSection/2/bindings/1/memberships{query}"
    headers = {"Authorization": f"Bearer {get_token(lms, tool, SCOPE)}", "Accept": accept}
    return requests.get(url, headers=headers, timeout=10)


def test_members_have_the_captured_shape(lms: PracticeLms, tool: StandInTool) -> None:
    exchange = next(one for one in read_capture("nrps")["exchanges"] if one["label"] == "nrps")
    captured = json.loads(exchange["response"]["body"])
    told = ask_members(lms, tool)
    assert told.headers["Content-Type"] == exchange["response"]["headers"]["Content-Type"]
    assert told.json().keys() == captured.keys()
    assert {tuple(one) for one in told.json()["members"]} == {tuple(one) for one in captured["members"]}
    roles = {one["user_id"]: one["roles"] for one in told.json()["members"]}
    assert (roles["3"], roles["4"]) == (["Instructor"], ["Learner"])


@pytest.mark.parametrize(("accept", "status"), [("*/*", 200), ("application/json", 400)])
def test_media_types_are_taken_as_captured(
    lms: PracticeLms, tool: StandInTool, accept: str, status: int
) -> None:
    assert ask_members(lms, tool, accept=accept).status_code == status


def test_pages_follow_one_another_and_suspended_people_are_left_out(
    lms: PracticeLms, tool: StandInTool
) -> None:
    first = ask_members(lms, tool, "?limit=2")
    assert first.headers["Link"].endswith('?limit=2&from=2>; rel="next"')
    lms.suspend(4)
    assert "4" not in {one["user_id"] for one in ask_members(lms, tool).json()["members"]}
    assert ask_members(lms, tool, "?rlid=999").status_code == 404


def test_a_copied_course_keeps_custom_and_has_new_numbers_and_its_history(
    lms: PracticeLms, tool: StandInTool
) -> None:
    link = lms.place("m1-w1", "Week One")
    once = lms.copy_course()
    twice = lms.copy_course(once)
    copied = max(item["link_id"] for item in lms.line_items())
    claims = Visitor(lms, "trainer").launch(tool.url, copied)
    assert claims[f"{CLAIM}context"]["id"] == str(twice)
    assert claims[f"{CLAIM}resource_link"]["id"] != str(link)
    assert claims[f"{CLAIM}custom"]["activity"] == "m1-w1"
    assert claims[f"{CLAIM}custom"]["context_id_history"] == f"{once},2"
    captured = read_capture("launch-twice-restored-course")["claims"]
    assert captured[f"{CLAIM}custom"]["ctx_history"] == "3,2"
    assert claims.keys() == captured.keys()


@pytest.mark.parametrize(
    ("capture", "who"), [("submission-review-teacher", "trainer"), ("submission-review-student-self", "4")]
)
def test_a_review_carries_the_claims_of_the_captured_one(
    lms: PracticeLms, tool: StandInTool, capture: str, who: str
) -> None:
    link = lms.place("m1-w1", "Week One")
    visitor = Visitor(lms, who)
    claims = visitor.claims_of(tool.url, visitor.begin(f"/mod/lti/grade.php?id={link}&userid=4"))
    captured = read_capture(capture)["claims"]
    assert claims.keys() == captured.keys()
    assert claims[f"{CLAIM}for_user"] == {"user_id": "4"}
    assert claims[f"{CLAIM}message_type"] == "LtiSubmissionReviewRequest"
