"""Names and Role Provisioning Services 2.0: who is in a course, and what has changed since the last look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lti_app.lti.claims import Names
from lti_app.lti.link_header import find_link
from lti_app.lti.service_calls import Caller, read_pages
from lti_app.lti.texts import is_clean, read_json, read_label

SCOPE_MEMBERSHIP = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
# Moodle compares media types to the letter: one type, no list.
MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_LONGEST_IDENTIFIER = 255


class MemberStatus(StrEnum):
    """How a member stands (LTI-NRPS 2.0 §2.2.3); one that is not said is active. Deleted stands in differences only."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a course. `roles` may be short names; `names` is None where the LMS shares none."""

    user_id: str
    status: MemberStatus
    roles: tuple[str, ...]
    names: Names | None


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a course, or the changes in them. `differences_url` lists what changes from now on."""

    members: tuple[Member, ...]
    differences_url: str | None


def list_members(caller: Caller, *, url: str, now: datetime) -> Roster:
    """Everyone in the course, over all pages; asked for without `limit`, since Moodle then sends all at once.

    Raises `ServiceRefused`, `http.Unreachable`, `tokens.TokenRefused`, and ValueError for an answer that is no roster.
    """
    members: dict[str, Member] = {}
    differences: str | None = None
    for answer in read_pages(caller, url=url, scope=SCOPE_MEMBERSHIP, media_type=MEMBERS_TYPE, now=now):
        for member in read_members(answer.body):
            members[member.user_id] = member
        differences = find_link(answer.headers.get("Link"), "differences", page_url=url) or differences
    return Roster(tuple(members.values()), differences)


def read_members(body: bytes) -> tuple[Member, ...]:
    """The members in an answer; who has no usable id is left out. Raises ValueError where it is no roster."""
    said = read_json(body)
    listed = said.get("members") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise ValueError("the LMS answered with something else than a roster")
    return tuple(_read_all(listed))


def _read_all(listed: list[Any]) -> Iterator[Member]:
    for one in listed:
        user_id = one.get("user_id") if isinstance(one, dict) else None
        if isinstance(user_id, int) and not isinstance(user_id, bool):
            user_id = str(user_id)
        if (
            not isinstance(user_id, str)
            or not 0 < len(user_id) <= _LONGEST_IDENTIFIER
            or not is_clean(user_id)
        ):
            continue
        yield Member(
            user_id, _read_status(one.get("status")), _read_roles(one.get("roles")), _read_names(one)
        )


def _read_status(said: object) -> MemberStatus:
    if said is None:
        return MemberStatus.ACTIVE
    word = said.capitalize() if isinstance(said, str) else ""
    # A word that we do not know is no reason to show somebody as taking part.
    return MemberStatus(word) if word in set(MemberStatus) else MemberStatus.INACTIVE


def _read_roles(said: object) -> tuple[str, ...]:
    roles = [said] if isinstance(said, str) else said
    return tuple(one for one in roles if isinstance(one, str) and one) if isinstance(roles, list) else ()


def _read_names(one: dict[str, Any]) -> Names | None:
    names = Names(
        full=read_label(one.get("name")),
        given=read_label(one.get("given_name")),
        family=read_label(one.get("family_name")),
        email=read_label(one.get("email")),
    )
    return None if names == Names(None, None, None, None) else names
