"""Dynamic registration: the practice LMS answers each captured request as Moodle did."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.practice_lms.browsing import Visitor
from tests.practice_lms.replay import MOODLE, read_capture
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CAPTURE = read_capture("dynamic-registration")
BODY: dict[str, Any] = CAPTURE["new"]["request"]["body"]
REGISTRATION = "/mod/lti/openid-registration.php"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def own_lms(tool: StandInTool) -> Iterator[PracticeLms]:
    """A practice LMS in which nothing has registered itself."""
    with PracticeLms.start(tool.url) as started:
        yield started


def _token(lms: PracticeLms, **asked: str) -> str:
    """A registration token, as the administrator's page hands it to the tool's frame."""
    administrator = Visitor(lms, "administrator")
    page = administrator.http.get(
        f"{lms.url}/admin/tools/register",
        params={"address": "http://127.0.0.1:9001/register", **asked},
        timeout=10,
    ).text
    found = re.search(r"registration_token=([\w.-]+)", page)
    assert found is not None, page
    return found[1]


def _send(lms: PracticeLms, body: Any, token: str | None, method: str = "POST") -> requests.Response:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    text = body if isinstance(body, str) else json.dumps(body)
    return requests.request(method, lms.url + REGISTRATION, headers=headers, data=text, timeout=10)


def test_the_configuration_is_the_captured_one_at_its_own_address(lms: PracticeLms) -> None:
    answer = requests.get(f"{lms.url}/mod/lti/openid-configuration.php", timeout=10)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.text.replace(lms.url.replace("/", "\\/"), MOODLE)) == read_capture(
        "openid-configuration"
    )


def test_a_registration_is_answered_as_the_captured_one_and_its_token_is_used_up(
    own_lms: PracticeLms,
) -> None:
    token = _token(own_lms)
    answer = _send(own_lms, BODY, token)
    expected = CAPTURE["new"]["response"]["body"]
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert re.fullmatch(r"\w{15}", said["client_id"])
    assert said[TOOL].pop("deployment_id") == "2"
    assert list(said) == list(expected)
    assert said | {"client_id": "", TOOL: ""} == expected | {"client_id": "", TOOL: ""}
    assert {**said[TOOL], "deployment_id": "1"} == expected[TOOL]
    for method, captured in CAPTURE["same_token_again"].items():
        again = _send(own_lms, BODY, token, method)
        assert (again.status_code, again.text) == (captured["status"], captured["body"])


def test_an_update_keeps_client_and_deployment_and_its_token_works_again(own_lms: PracticeLms) -> None:
    first = _send(own_lms, BODY, _token(own_lms)).json()
    token = _token(own_lms, **{"as": "2"})
    for _ in range(2):
        updated = _send(own_lms, BODY | {"client_name": "Renamed"}, token).json()
        assert (updated["client_id"], updated["client_name"]) == (first["client_id"], "Renamed")
        assert updated[TOOL]["deployment_id"] == first[TOOL]["deployment_id"]
    assert _send(own_lms, "", token, "GET").json() == updated


def test_the_same_domain_again_makes_the_lms_ask_whether_it_is_new(own_lms: PracticeLms) -> None:
    _send(own_lms, BODY, _token(own_lms))
    page = Visitor(own_lms, "administrator").http.get(
        f"{own_lms.url}/admin/tools/register",
        params={"address": "http://127.0.0.1:9001/register"},
        timeout=10,
    )
    assert "Register as a new tool" in page.text
    assert "registration_token" not in page.text


@pytest.mark.parametrize("exchange", CAPTURE["errors"], ids=lambda one: one["label"])
def test_each_captured_refusal_is_repeated(lms: PracticeLms, exchange: dict[str, Any]) -> None:
    asked, expected = exchange["request"], exchange["response"]
    authorised = asked["headers"].get("Authorization")
    token = "abc.def.ghi" if authorised == "Bearer abc.def.ghi" else _token(lms, **{"as": "new"})
    answer = _send(lms, asked["body"], token if authorised else None)
    assert (answer.status_code, answer.reason) == (expected["status"], expected["reason"])
    assert answer.headers["Content-Type"] == expected["headers"]["Content-Type"]
    if expected["status"] == 404:
        # Moodle's own page differs; what it says of the fault is repeated.
        assert expected["body"].partition("Exception - ")[2][:40] in answer.text
    elif expected["status"] == 200:
        changing = {"client_id": "", TOOL: ""}
        said, captured = answer.json(), json.loads(expected["body"])
        assert said | changing == captured | changing
        assert said[TOOL] | {"deployment_id": ""} == captured[TOOL] | {"deployment_id": ""}
    else:
        assert answer.text == expected["body"]


def test_a_tool_is_pending_until_the_administrator_activates_it(own_lms: PracticeLms) -> None:
    client_id = _send(own_lms, BODY, _token(own_lms)).json()["client_id"]
    administrator = Visitor(own_lms, "administrator")
    before = administrator.http.get(f"{own_lms.url}/admin/tools", timeout=10).text
    assert "Pending" in before and client_id in before
    sesskey = re.search(r'name="sesskey" value="(\w+)"', before)
    assert sesskey is not None
    own_page = f"{own_lms.url}/admin/tools/2/activate"
    after = administrator.http.post(own_page, data={"sesskey": sesskey[1]}, timeout=10).text
    assert "Active" in after and "Pending" not in after


@pytest.mark.parametrize("person", ["trainer", "4"])
def test_only_the_administrator_manages_tools(lms: PracticeLms, person: str) -> None:
    assert Visitor(lms, person).http.get(f"{lms.url}/admin/tools", timeout=10).status_code == 403
