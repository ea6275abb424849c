"""A workshop's day, parts of a case, places and an organisation's own texts, as a pack says them."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from lti_app.programme.reader import check_pack, load_programme
from tests.programme.packs import copy_pack, replace_in, replace_in_task
from tests.programme.small_packs import write_small_pack, write_task

WORKSHOP = "module-1/m1-w4/activity.toml"
THREAD = "module-1/thread/activity.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path)


def test_the_small_pack_has_no_fault(pack: Path) -> None:
    assert check_pack(pack) == []


def test_sessions_and_breaks_stand_by_the_clock(pack: Path) -> None:
    workshop = load_programme(pack).activities["m1-w4"].workshop
    assert workshop is not None
    assert [slot.starts for slot in workshop.timetable] == [time(9, 30), time(11, 0), time(11, 10)]
    session = workshop.find_session("noon")
    assert session is not None
    assert session.run_sheet.uses == ("live",)
    assert [line.key for line in session.run_sheet.messages] == ["one"]


def test_a_workshop_is_found_by_its_other_address_too(pack: Path) -> None:
    programme = load_programme(pack)
    assert programme.find_activity("workshop-1") is programme.activities["m1-w4"]
    assert programme.find_activity("workshop-2") is None


def test_attendance_completes_a_workshop_and_the_cases_that_belong_to_it(pack: Path) -> None:
    activities = load_programme(pack).activities
    found = {key: one.attendance_of for key, one in activities.items() if one.attendance_of}
    assert found == {"m1-w4": "m1-w4", "live": "m1-w4"}


@pytest.mark.parametrize(
    ("file", "before", "after", "place", "problem"),
    [
        (WORKSHOP, 'ends = "11.10"', 'ends = "11.20"', "sessions[noon]", "before what stands ahead"),
        (WORKSHOP, 'ends = "13.00"', 'ends = "10.00"', "sessions[noon]", "ends before it starts"),
        (WORKSHOP, 'ends = "13.00"', 'ends = "1pm"', "sessions[noon].ends", "such as 09.30"),
        (WORKSHOP, 'key = "noon"', 'key = "morning"', "sessions[morning]", "2 times"),
        (WORKSHOP, 'uses = ["live"]', 'uses = ["dead"]', "sessions[morning].uses[dead]", "no activity"),
        (
            WORKSHOP,
            'also = ["workshop-1"]',
            'also = ["m1-w1"]',
            "also[m1-w1]",
            "an address of module-1/m1-w1",
        ),
        (THREAD, 'counts_for = "m1-w4"\n', "", "tasks[first].counts_for", "missing from a touchpoint"),
        (THREAD, 'counts_for = "m1-w4"', 'counts_for = "m9-w4"', "tasks[first].counts_for", "no activity"),
        (THREAD, '["noon"]', '["night"]', "tasks[first].sessions", "no session of m1-w4"),
        (
            "module-1/live/activity.toml",
            'completes_with = "m1-w4"',
            'completes_with = "m1-w1"',
            "completes_with",
            "no workshop",
        ),
        ("module-1/live/activity.toml", 'key = "two"', 'key = "one"', "parts[one]", "2 times"),
        ("module-1/m1-w2/activity.toml", 'kind = "study"', 'kind = "workshop"', "sessions", "missing"),
    ],
)
def test_a_fault_in_a_day_or_a_link_is_named(
    pack: Path, file: str, before: str, after: str, place: str, problem: str
) -> None:
    replace_in(pack, file, before, after)
    faults = [fault for fault in check_pack(pack) if (fault.file, fault.place) == (file, place)]
    assert len(faults) == 1, check_pack(pack)
    assert problem in faults[0].problem
    assert faults[0].remedy


@pytest.mark.parametrize(
    ("asks", "essential", "place"),
    [
        ('{ kind = "final_rating", again_of = "write" }', True, "asks.again_of"),
        ('{ kind = "briefing", stage = "developed", earlier = "write" }', True, "asks.earlier"),
        ('{ kind = "briefing", stage = "begun", earlier = "write" }', True, "asks.stage"),
        ('{ kind = "agreement", asks_briefing_theme = true }', True, "asks"),
        (
            '{ kind = "choose_reading", things = [{ key = "a", title = "A", source = "pack", place_key = "a" }] }',
            True,
            "essential",
        ),
    ],
)
def test_a_kind_of_task_that_cannot_be_so_is_named(
    pack: Path, asks: str, essential: bool, place: str
) -> None:
    file = pack / "module-1/m1-w2/activity.toml"
    file.write_text(file.read_text() + write_task("another", asks, essential=essential))
    faults = check_pack(pack)
    assert [fault.place for fault in faults] == [f"tasks[another].{place}"], faults


def test_a_reflection_on_ones_own_life_is_read_by_nobody_else(pack: Path) -> None:
    file = pack / "module-1/m1-w2/activity.toml"
    text = write_task("own", '{ kind = "confirm_reflection" }').replace('"participant"', '"trainer"')
    file.write_text(file.read_text() + text)
    assert [fault.place for fault in check_pack(pack)] == ["tasks[own].readers"]


def test_an_essential_task_in_a_workshop_is_named_since_attendance_alone_completes_it(pack: Path) -> None:
    file = pack / WORKSHOP
    file.write_text(file.read_text() + write_task("extra"))
    assert [fault.place for fault in check_pack(pack)] == ["tasks[extra].essential"]


def test_the_last_rating_has_the_strands_and_the_scale_of_the_first(pack: Path) -> None:
    file = pack / "module-1/m1-w2/activity.toml"
    file.write_text(
        file.read_text() + write_task("again", '{ kind = "final_rating", again_of = "m1-w1/rate" }')
    )
    activities = load_programme(pack).activities
    first, again = activities["m1-w1"].tasks[0].asks, activities["m1-w2"].tasks[-1].asks
    assert (again.scale, again.strands) == (first.scale, first.strands)  # type: ignore[union-attr]


def test_an_activity_may_stand_in_a_folder_of_cases(pack: Path) -> None:
    (pack / "cases/story").mkdir(parents=True)
    (pack / "module-1/part-2").rename(pack / "cases/story/part-2")
    assert check_pack(pack) == []
    assert load_programme(pack).activities["part-2"].module == 1


def test_an_organisations_text_stands_in_the_place_of_the_packs_and_is_marked(tmp_path: Path) -> None:
    pack, theirs = copy_pack(tmp_path), tmp_path / "theirs"
    (theirs / "module-1/m1-w1").mkdir(parents=True)
    (theirs / "overlay.toml").write_text(
        'organisation = "Somewhere"\n[places]\nchild-of-the-state = "in your LMS"\n'
        'child-to-parent-violence-blog-1 = "https://example.org/one"\n'
    )
    (theirs / "module-1/m1-w1/strengths.md").write_text("Our own question.\n")
    before, after = load_programme(pack), load_programme(pack, theirs)
    questions = [one.activities["m1-w1"].find_task("strengths") for one in (before, after)]
    assert [task.question.overlaid for task in questions if task] == [False, True]
    assert "Our own question" in questions[1].question.html  # type: ignore[union-attr]
    assert (after.overlay, before.overlay) == ("Somewhere", None)
    assert after.version != before.version
    places = {place.key: (place.address, place.is_in_lms) for place in after.places}
    assert places["child-of-the-state"] == (None, True)
    assert places["child-to-parent-violence-blog-1"] == ("https://example.org/one", False)
    assert places["child-to-parent-violence-blog-2"] == (None, False)


def test_a_file_of_an_overlay_that_replaces_nothing_is_named(tmp_path: Path) -> None:
    pack, theirs = copy_pack(tmp_path), tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "overlay.toml").write_text('organisation = "Somewhere"\n')
    (theirs / "stray.md").write_text("A text.\n")
    (fault,) = check_pack(pack, theirs)
    assert fault.file == "stray.md"
    assert "replaces no text" in fault.problem


def test_the_agreement_may_keep_lines_of_its_own(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    own = 'kind = "agreement"\nundertakings = ["One."]\ncommitments = ["I will."]'
    replace_in_task(pack, "module-1/m1-w1/activity.toml", "learning-agreement", 'kind = "agreement"', own)
    agreement = load_programme(pack).activities["m1-w1"].find_task("learning-agreement")
    assert agreement is not None
    assert agreement.asks.undertakings == ("One.",)  # type: ignore[union-attr]
