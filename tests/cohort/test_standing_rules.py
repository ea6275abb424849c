"""What a roster changes, over every combination and by property."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.cohort.form_rules import read_standing_form
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import (
    Known,
    Listed,
    Standing,
    decide_listed_role,
    decide_roster,
    describe_standing,
)

SUBJECTS = st.sampled_from([str(number) for number in range(8)])
LISTED = st.builds(
    Listed, subject=SUBJECTS, roles=st.sampled_from([("Learner",), ("Instructor",), ("Mentor",), ()]),
    present=st.booleans(), names=st.none(),
)  # fmt: skip
KNOWN = st.builds(
    Known, subject=SUBJECTS, role=st.sampled_from(list(Role)), launched=st.booleans(), has_left=st.booleans()
)


@pytest.mark.parametrize(
    ("listed", "known", "role"),
    [
        (Role.PARTICIPANT, None, Role.PARTICIPANT),
        (Role.PARTICIPANT, Known("7", Role.TRAINER, launched=True, has_left=False), Role.TRAINER),
        (Role.PARTICIPANT, Known("7", Role.TRAINER, launched=False, has_left=False), Role.PARTICIPANT),
        (Role.TRAINER, Known("7", Role.PARTICIPANT, launched=True, has_left=False), Role.TRAINER),
        (Role.PARTICIPANT, Known("7", Role.PARTICIPANT, launched=True, has_left=False), Role.PARTICIPANT),
    ],
)
def test_what_somebody_launched_as_stands_before_what_the_list_says(
    listed: Role, known: Known | None, role: Role
) -> None:
    assert decide_listed_role(listed=listed, known=known) is role


@given(st.lists(LISTED), st.dictionaries(SUBJECTS, KNOWN), st.booleans())
def test_nobody_both_is_there_and_has_left(
    listed: list[Listed], known: dict[str, Known], whole: bool
) -> None:
    change = decide_roster(listed=listed, known=known, is_whole=whole)
    if change is None:
        assert whole
        return
    there = {one.subject for one in change.there}
    assert not there & set(change.left)
    assert set(change.left) <= set(known)
    assert all(not known[one].has_left and known[one].role is not Role.LINE_MANAGER for one in change.left)


@given(st.lists(LISTED), st.dictionaries(SUBJECTS, KNOWN))
def test_differences_touch_only_those_whom_they_name(listed: list[Listed], known: dict[str, Known]) -> None:
    change = decide_roster(listed=listed, known=known, is_whole=False)
    assert change is not None
    named = {one.subject for one in listed}
    assert set(change.left) | {one.subject for one in change.there} <= named


def test_an_empty_list_changes_nothing() -> None:
    known = {"4": Known("4", Role.PARTICIPANT, launched=True, has_left=False)}
    assert decide_roster(listed=[], known=known, is_whole=True) is None
    suspended = [Listed("4", ("Learner",), present=False, names=None)]
    assert decide_roster(listed=suspended, known=known, is_whole=True) is None


def test_a_suspended_person_has_left_and_comes_back() -> None:
    known = {one: Known(one, Role.PARTICIPANT, launched=True, has_left=one == "5") for one in ("4", "5")}
    listed = [Listed("5", ("Learner",), present=True, names=None)]
    change = decide_roster(listed=listed, known=known, is_whole=True)
    assert change is not None
    assert change.left == ("4",)
    assert [one.returns for one in change.there] == [True]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, ["standing"]),
        ({"standing": "taking part"}, []),
        ({"standing": "deferred"}, ["on-day", "reason"]),
        (
            {"standing": "withdrawn", "on-day": "31", "on-month": "2", "on-year": "2026", "reason": "x"},
            ["on-day"],
        ),
        (
            {"standing": "deferred", "on-day": "1", "on-month": "2", "on-year": "2026", "reason": "x" * 501},
            ["reason"],
        ),
        ({"standing": "deferred", "on-day": "1", "on-month": "2", "on-year": "2026", "reason": "leave"}, []),
    ],
)
def test_a_standing_needs_its_day_and_reason(form: dict[str, str], fields: list[str]) -> None:
    assert [field for field, _ in read_standing_form(form).faults] == fields


def test_who_is_gone_is_told_with_the_day() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    assert describe_standing(standing=Standing.TAKING_PART, on=None, left_at=None) is None
    told = describe_standing(standing=Standing.DEFERRED, on=date(2026, 11, 21), left_at=None)
    assert told == "Deferred to a later cohort on 21 November 2026"
    assert "since 21 November 2026" in (
        describe_standing(standing=Standing.TAKING_PART, on=None, left_at=at) or ""
    )
