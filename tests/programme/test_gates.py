"""What a pack says of gates is read as conditions, and a gate that could never open is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_app.programme.model import (
    ActivityKey,
    After,
    Attended,
    Calendar,
    Condition,
    Follows,
    InOrder,
    PartKey,
    PartRef,
    Programme,
    Released,
    SignedOff,
    SignOff,
    TaskKey,
    TaskRef,
    WithWeek,
)
from lti_app.programme.reader import check_pack, load_programme
from tests.programme.packs import replace_in
from tests.programme.small_packs import write_small_pack

PART_TWO = "module-1/part-2/activity.toml"
RELEASE = '{ by = "release" }'
WEEK = ActivityKey("m1-w2")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path)


@pytest.fixture
def programme(pack: Path) -> Programme:
    return load_programme(pack)


def test_a_week_opens_in_its_turn_and_a_case_with_the_first_week_that_shows_it(programme: Programme) -> None:
    assert programme.activities["m1-w2"].opens == (InOrder(),)
    assert programme.activities["part-1"].opens == (WithWeek(WEEK),)
    assert programme.activities["thread"].opens == ()


def test_what_stands_ahead_is_a_condition_besides_the_others(programme: Programme) -> None:
    live = programme.activities["live"]
    assert programme.activities["part-2"].opens == (Released(), Follows(ActivityKey("part-1")))
    assert [part.opens for part in live.parts] == [
        (Released(),),
        (Released(), Follows(PartRef(live.key, PartKey("one")))),
    ]


def test_a_task_that_counts_for_a_week_opens_with_it(programme: Programme) -> None:
    (touchpoint,) = programme.activities["thread"].tasks
    assert touchpoint.conditions == (WithWeek(ActivityKey("m1-w4")),)
    assert programme.list_counting_for("m1-w4") == (TaskRef(ActivityKey("thread"), TaskKey("first")),)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{ by = "order" }', InOrder()),
        ('{ by = "calendar", week = "m1-w2" }', Calendar(WEEK)),
        ('{ by = "week", week = "m1-w2" }', WithWeek(WEEK)),
        ('{ by = "task", task = "m1-w2/write" }', After(TaskRef(WEEK, TaskKey("write")))),
        ('{ by = "activity", activity = "m1-w2" }', After(WEEK)),
        ('{ by = "attendance", workshop = "m1-w4" }', Attended(ActivityKey("m1-w4"))),
        ('{ by = "sign-off", sign_off = "learning agreement" }', SignedOff(SignOff.LEARNING_AGREEMENT)),
    ],
)
def test_each_kind_of_condition_is_read(pack: Path, written: str, read: Condition) -> None:
    replace_in(pack, PART_TWO, RELEASE, written)
    assert load_programme(pack).activities["part-2"].opens == (read, Follows(ActivityKey("part-1")))


@pytest.mark.parametrize(
    ("written", "place", "problem"),
    [
        ('{ by = "calendar" }', "opens", "no week to open with"),
        ('{ by = "week", week = "live" }', "opens", "no week of this pack"),
        ('{ by = "task", task = "m1-w2/gone" }', "opens", "no task of this pack"),
        ('{ by = "task", task = "gone" }', "opens[1].task", "activity/task"),
        ('{ by = "activity", activity = "gone" }', "opens", "no activity of this pack"),
        ('{ by = "attendance", workshop = "m1-w2" }', "opens", "no workshop of this pack"),
        ('{ by = "sign-off", sign_off = "tea" }', "opens[1].sign_off", "tea"),
        ('{ by = "magic" }', "opens[1].by", "magic"),
        ('{ week = "m1-w2" }', "opens[1].by", "missing"),
    ],
)
def test_a_condition_that_leads_nowhere_is_named(pack: Path, written: str, place: str, problem: str) -> None:
    replace_in(pack, PART_TWO, RELEASE, written)
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place) == (PART_TWO, place)
    assert problem in fault.problem
    assert fault.remedy


@pytest.mark.parametrize(
    ("file", "before", "after", "place"),
    [
        (PART_TWO, 'follows = "part-1"', 'follows = "part-9"', "follows"),
        ("module-1/live/activity.toml", 'follows = "one"', 'follows = "nine"', "parts[two].follows"),
    ],
)
def test_a_missing_part_is_named(pack: Path, file: str, before: str, after: str, place: str) -> None:
    replace_in(pack, file, before, after)
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place) == (file, place)
    assert "a missing part" in fault.problem


def test_case_parts_that_follow_one_another_in_a_circle_can_never_open(pack: Path) -> None:
    replace_in(
        pack, "module-1/part-1/activity.toml", 'source = "pack"', 'source = "pack"\nfollows = "part-2"'
    )
    (fault,) = check_pack(pack)
    assert "part-1 → part-2 → part-1" in fault.problem


def test_a_week_that_needs_a_case_which_waits_for_a_later_week_can_never_open(pack: Path) -> None:
    opens = 'source = "pack"\nopens = [{ by = "week", week = "m1-w4" }]'
    replace_in(pack, "module-1/part-1/activity.toml", 'source = "pack"', opens)
    faults = check_pack(pack)
    assert len(faults) == 1
    assert "can never open" in faults[0].problem
    assert "m1-w2 done" in faults[0].problem


def test_a_workshop_is_taken_to_be_done_once_its_day_has_passed(pack: Path) -> None:
    opens = '{ by = "attendance", workshop = "m1-w4" }'
    replace_in(pack, PART_TWO, RELEASE, opens)
    assert check_pack(pack) == []
