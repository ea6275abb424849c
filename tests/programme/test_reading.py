"""What comes back from reading a whole pack: its version, its references and its texts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_app.programme.model import Agreement, Confirm, Programme, Prose, RespondToEach, TaskRef, Write
from lti_app.programme.reader import check_pack, load_programme
from tests.programme.packs import PACK, WEEK_ONE, copy_pack, replace_in, replace_in_task

SLOWEST_LOAD_SECONDS = 0.5


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(PACK)


def list_prose(programme: Programme) -> Iterator[Prose]:
    """Every text of a programme that a page may show."""
    for module in programme.modules:
        yield module.introduction
        for activity in module.activities:
            yield from (activity.purpose, *activity.trainer_notes)
            for task in activity.tasks:
                yield task.question
                match task.asks:
                    case Confirm(things=things):
                        yield from (thing.text for thing in things if thing.text)
                    case RespondToEach(vignettes=vignettes):
                        yield from (vignette.text for vignette in vignettes)


def test_the_pack_has_no_fault() -> None:
    assert check_pack(PACK) == []


def test_the_version_is_twelve_hexadecimal_digits_and_the_same_for_the_same_files(tmp_path: Path) -> None:
    version = load_programme(copy_pack(tmp_path / "one")).version
    assert re.fullmatch(r"[0-9a-f]{12}", version)
    assert load_programme(copy_pack(tmp_path / "another")).version == version


def test_the_version_changes_with_any_text_and_not_with_hidden_files(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    before = load_programme(pack).version
    (pack / ".DS_Store").write_bytes(b"\xff")
    assert load_programme(pack).version == before
    replace_in(pack, "module-1/m1-w1/strengths.md", "What are", "What then are")
    assert load_programme(pack).version != before


def test_a_reference_may_name_a_task_of_its_own_or_of_another_activity(programme: Programme) -> None:
    study_plan = programme.get_task(TaskRef("m1-w1", "study-plan"))  # type: ignore[arg-type]
    views = programme.get_task(TaskRef("m1-w2", "views-of-others"))  # type: ignore[arg-type]
    assert study_plan.opens_after == (TaskRef("m1-w1", "self-evaluation"),)  # type: ignore[arg-type]
    assert views.opens_after == (TaskRef("m1-w2-vignettes", "first-responses"),)  # type: ignore[arg-type]


def test_a_key_that_is_left_out_has_its_default(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(pack, WEEK_ONE, "strengths", "^outline = .*\n", "")
    strengths = load_programme(pack).activities["m1-w1"].find_task("strengths")
    assert strengths is not None
    assert (strengths.asks, strengths.opens_after, strengths.outline) == (Write(None, False), (), None)


def test_apostrophes_in_single_lines_are_curled(programme: Programme) -> None:
    agreement = programme.activities["m1-w1"].find_task("learning-agreement")
    assert programme.modules[0].title == "Permanence: Every Child’s Right"
    assert agreement is not None
    assert isinstance(agreement.asks, Agreement)
    assert any("participant’s own time" in line for line in agreement.asks.undertakings)


def test_no_text_has_a_heading_above_the_third_level(programme: Programme) -> None:
    texts = list(list_prose(programme))
    assert len(texts) > 30
    assert not [text.markdown for text in texts if "<h1" in text.html or "<h2" in text.html]


def test_each_activity_is_found_by_its_key_and_no_other(programme: Programme) -> None:
    assert list(programme.activities)[:2] == ["m1-w1", "m1-w2"]
    assert all(programme.find_activity(key) is activity for key, activity in programme.activities.items())
    assert programme.find_activity("m9-w9") is None


def test_loading_is_quick_enough_for_every_process_start() -> None:
    seconds = []
    for _ in range(5):
        started = time.process_time()
        load_programme(PACK)
        seconds.append(time.process_time() - started)
    assert min(seconds) < SLOWEST_LOAD_SECONDS
