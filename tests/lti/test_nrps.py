"""The roster's client against what a captured Moodle answers, and what other platforms may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lti_app.lti.link_header import find_link
from lti_app.lti.nrps import MEMBERS_TYPE, MemberStatus, list_members, read_members
from tests.lti.services import Services, make_service_caller, run_services

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CAPTURES = Path(__file__).resolve().parents[1] / "captures" / "moodle"
HERE = "https://lms.example.org/memberships?type_id=1"


@pytest.fixture
def services() -> Iterator[Services]:
    with run_services() as running:
        yield running


def captured(label: str, file: str = "nrps") -> dict[str, Any]:
    exchanges = json.loads((CAPTURES / f"{file}.json").read_text())["exchanges"]
    return next(one["response"] for one in exchanges if one["label"] == label)


def test_a_captured_roster_is_read_with_its_short_roles_and_names() -> None:
    members = {one.user_id: one for one in read_members(captured("nrps")["body"].encode())}
    assert len(members) == 6
    assert members["7"].roles == ("Learner",)
    assert members["2"].roles[0] == "Instructor"
    assert members["4"].names is not None
    assert members["4"].names.full == "Ana Álvarez"
    assert {one.status for one in members.values()} == {MemberStatus.ACTIVE}


def test_the_media_type_is_sent_to_the_letter_and_alone(services: Services) -> None:
    services.put("/members", {"members": []})
    list_members(make_service_caller(services.url), url=f"{services.url}/members", now=NOON)
    ((_, headers, _),) = services.list_calls("GET")
    assert headers["Accept"] == MEMBERS_TYPE == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def test_every_page_is_read_whatever_the_pages_are_called(services: Services) -> None:
    for number in range(3):
        said = {"members": [{"user_id": str(number), "roles": ["Learner"]}]}
        following = f'<{services.url}/members?p={number + 1}>; rel="next"'
        path = f"/members?p={number}" if number else "/members"
        if number < 2:
            services.put(path, said, Link=following)
        else:
            services.put(path, said)
    roster = list_members(make_service_caller(services.url), url=f"{services.url}/members", now=NOON)
    assert [one.user_id for one in roster.members] == ["0", "1", "2"]


def test_pages_that_go_round_in_a_circle_are_read_once(services: Services) -> None:
    services.put("/members", {"members": []}, Link=f'<{services.url}/members>; rel="next"')
    assert (
        list_members(make_service_caller(services.url), url=f"{services.url}/members", now=NOON).members == ()
    )
    assert len(services.list_calls("GET")) == 1


def test_a_list_that_goes_on_at_another_site_is_not_taken_for_the_whole(services: Services) -> None:
    elsewhere = services.url.replace("http:", "https:")
    services.put("/members", {"members": [{"user_id": "1"}]}, Link=f'<{elsewhere}/members?p=2>; rel="next"')
    with pytest.raises(ValueError, match="another site"):
        list_members(make_service_caller(services.url), url=f"{services.url}/members", now=NOON)


def test_where_the_differences_are_is_kept(services: Services) -> None:
    where = f"{services.url}/members?since=672638"
    services.put("/members", {"members": []}, Link=f'<{where}>; rel="differences"')
    roster = list_members(make_service_caller(services.url), url=f"{services.url}/members", now=NOON)
    assert roster.differences_url == where


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"members": {}}', b"<html>", b"[" * 100_000])
def test_an_answer_that_is_no_roster_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_members(body)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (None, "Active"),
        ("Active", "Active"),
        ("inactive", "Inactive"),
        ("Deleted", "Deleted"),
        ("Odd", "Inactive"),
    ],
)
def test_a_status_that_is_not_known_shows_nobody_as_taking_part(said: str | None, status: str) -> None:
    (member,) = read_members(json.dumps({"members": [{"user_id": 4, "status": said}]}).encode())
    assert member.status == status


@pytest.mark.parametrize("bad", [None, "", 7.5, True, [], "x" * 256, "a\u0000"])
def test_members_without_a_usable_id_are_left_out(bad: object) -> None:
    assert read_members(json.dumps({"members": [{"user_id": bad}, "nobody"]}).encode()) == ()


LINKS = {
    "standard": '<https://lms.example.org/m?from=2>; rel="next"',
    "no quotes": "<https://lms.example.org/m?from=2>; rel=next",
    "relative": '</m?from=2>; rel="next"',
    "several relations": '<https://lms.example.org/m?from=2>; rel="last next"',
    "another first": '<https://lms.example.org/m>; rel="first", <https://lms.example.org/m?from=2>; rel="next"',
    "typographic quotes": "<https://lms.example.org/m?from=2>; rel=“next”".encode().decode("latin-1"),
    "capitals": '<https://lms.example.org/m?from=2>; REL="Next"',
}


@pytest.mark.parametrize("header", LINKS.values(), ids=LINKS.keys())
def test_a_next_page_is_found_in_every_form_of_link_header(header: str) -> None:
    assert find_link(header, "next", page_url=HERE) == "https://lms.example.org/m?from=2"


def test_moodles_escaped_ampersands_are_undone() -> None:
    header = "<https://lms.example.org/m?type_id=1&amp;limit=1&amp;from=1>; rel=“next”".encode().decode(
        "latin-1"
    )
    found = find_link(header, "next", page_url=HERE)
    assert found == "https://lms.example.org/m?type_id=1&limit=1&from=1"


def test_every_captured_link_header_with_a_next_page_is_understood() -> None:
    seen = 0
    for file in ("nrps", "ags-line-items"):
        for one in json.loads((CAPTURES / f"{file}.json").read_text())["exchanges"]:
            header = one["response"]["headers"].get("Link")
            if header and "next" in header:
                seen += 1
                assert find_link(header, "next", page_url=one["request"]["url"]), header
    assert seen >= 2


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        "<>; rel",
        '<https://evil.example/m>; rel="next"',
        '<http://lms.example.org/m>; rel="next"',
    ],
)
def test_a_token_never_goes_to_another_site(header: str | None) -> None:
    assert find_link(header, "next", page_url=HERE) is None
