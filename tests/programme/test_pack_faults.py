"""Each fault planted in a pack's files, and between them, is named; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_app.programme.faults import Fault, PackFaults, describe_faults
from lti_app.programme.reader import check_pack, load_programme
from tests.programme.packs import (
    MODULE,
    VIGNETTES,
    WEEK_ONE,
    WEEK_TWO,
    copy_pack,
    replace_in,
    replace_in_task,
)

# file, what is replaced, what by, the fault's file, its place, words of the problem
PLANTED = [
    ("programme.toml", "module-1", "module-2", "module-2/module.toml", "", "missing"),
    ("programme.toml", 'title = "Achieving Permanence"\n', "", "programme.toml", "title", "missing"),
    ("programme.toml", "title =", "titel =", "programme.toml", "titel", "not a key"),
    ("programme.toml", "title =", "title", "programme.toml", "", "line 2"),
    (MODULE, '"m1-w2-vignettes"', '"m1-w9"', "module-1/m1-w9/activity.toml", "", "missing"),
    (MODULE, '"m1-w2-vignettes"', '"m1-w2"', MODULE, "activities[m1-w2]", "2 times"),
    (MODULE, 'key = "ethical-practice"', 'key = "child-centred"', MODULE, "aims[child-centred]", "2 times"),
    (MODULE, 'source = "outline"\n', "", MODULE, "aims[knowledge-and-skills].source", "missing"),
    (MODULE, '"outline"', '"book"', MODULE, "aims[knowledge-and-skills].source", "'book'"),
    (VIGNETTES, 'key = "m1-w2-vignettes"', 'key = "six"', VIGNETTES, "key", "folder named m1-w2-vig"),
    (WEEK_ONE, "week = 1", "week = 2", WEEK_ONE, "key", "for week 2"),
    (WEEK_ONE, "week = 1\n", "", WEEK_ONE, "key", "without a number"),
    (WEEK_ONE, "week = 1", "week = 8", WEEK_ONE, "week", "at most 7"),
    (WEEK_ONE, 'kind = "study"', 'kind = "case"', WEEK_ONE, "week", "case activity"),
    (
        WEEK_ONE,
        'key = "goals-and-plan"',
        'key = "briefing-theme"',
        WEEK_ONE,
        "outcomes[briefing-theme]",
        "2 times",
    ),
    (WEEK_TWO, '["m1-w2-vignettes"]', '["six"]', WEEK_TWO, "includes[six]", "no activity"),
    (WEEK_TWO, '["m1-w2-vignettes"]', '["m1-w1"]', WEEK_TWO, "includes[m1-w1]", "not a case"),
    (WEEK_TWO, '"notes-blogs.md"', '"gone.md"', "module-1/m1-w2/gone.md", "", "missing"),
    (WEEK_TWO, ', "notes-blogs.md"', "", "module-1/m1-w2/notes-blogs.md", "", "not used"),
    (
        "module-1/m1-w1/strengths.md",
        "What are",
        "<b>What</b> are",
        "module-1/m1-w1/strengths.md",
        "line 1",
        "HTML",
    ),
    (
        "module-1/m1-w1/strengths.md",
        "What are",
        "### What are",
        "module-1/m1-w1/strengths.md",
        "line 1",
        "level 3",
    ),
    ("module-1/m1-w1/purpose.md", "Welcome", "# Welcome", "module-1/m1-w1/purpose.md", "line 1", "heading"),
]


@pytest.mark.parametrize(("file", "before", "after", "found_in", "place", "problem"), PLANTED)
def test_a_fault_in_a_file_is_named_with_file_and_place(
    tmp_path: Path, file: str, before: str, after: str, found_in: str, place: str, problem: str
) -> None:
    pack = copy_pack(tmp_path)
    replace_in(pack, file, before, after)
    found = [fault for fault in check_pack(pack) if (fault.file, fault.place) == (found_in, place)]
    assert len(found) == 1, check_pack(pack)
    assert problem in found[0].problem
    assert found[0].remedy


@pytest.mark.parametrize(("words", "problem"), [(119, "119 words"), (251, "251 words"), (0, "is empty")])
def test_a_vignette_outside_its_length_is_named(tmp_path: Path, words: int, problem: str) -> None:
    pack = copy_pack(tmp_path)
    (pack / "module-1/m1-w2-vignettes/vignettes/kezia.md").write_text("word " * words)
    (fault,) = check_pack(pack)
    assert fault.file == "module-1/m1-w2-vignettes/vignettes/kezia.md"
    assert problem in fault.problem


@pytest.mark.parametrize("words", [120, 250])
def test_a_vignette_at_either_limit_is_let_be(tmp_path: Path, words: int) -> None:
    pack = copy_pack(tmp_path)
    (pack / "module-1/m1-w2-vignettes/vignettes/kezia.md").write_text("word " * words)
    assert check_pack(pack) == []


def test_tasks_that_wait_in_a_circle_are_each_named_with_the_circle(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(
        pack, WEEK_ONE, "self-evaluation", "^outline", 'opens_after = ["learning-agreement"]\noutline'
    )
    faults = check_pack(pack)
    waiting = {
        f"tasks[{task}].opens_after" for task in ("self-evaluation", "study-plan", "learning-agreement")
    }
    assert {fault.place for fault in faults} == waiting
    assert all("m1-w1/study-plan" in fault.problem for fault in faults)


def test_a_task_that_waits_for_a_circle_is_named_although_it_is_not_part_of_it(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(pack, VIGNETTES, "read", "^outline", 'opens_after = ["first-responses"]\noutline')
    shut = {(fault.file, fault.place) for fault in check_pack(pack)}
    assert (WEEK_TWO, "tasks[views-of-others].opens_after") in shut
    assert (VIGNETTES, "tasks[read].opens_after") in shut


@pytest.mark.parametrize("later", ["m1-w2/blogs", "m1-w2-vignettes/read"])
def test_an_essential_task_that_waits_for_a_later_week_can_never_open(tmp_path: Path, later: str) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(pack, WEEK_ONE, "strengths", "^outline", f'opens_after = ["{later}"]\noutline')
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place) == (WEEK_ONE, "tasks[strengths].opens_after")
    assert "can never open" in fault.problem


def test_a_week_without_an_essential_task_is_refused(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    text = (pack / WEEK_ONE).read_text()
    (pack / WEEK_ONE).write_text(text.replace("essential = true", "essential = false"))
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place, fault.problem) == (WEEK_ONE, "tasks", "has no essential task")


def test_an_activity_of_another_module_with_the_same_key_is_refused(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in(pack, "programme.toml", '["module-1"]', '["module-1", "module-2"]')
    (pack / "module-1").rename(pack / "module-2")
    copy_pack(tmp_path / "again").joinpath("module-1").rename(pack / "module-1")
    assert "module-2/m1-w2-vignettes/activity.toml" in {
        fault.file for fault in check_pack(pack) if "is the key of module-1/m1-w2-vignettes" in fault.problem
    }


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    (pack / "module-1/m1-w1/strengths.md").write_bytes(b"caf\xe9")
    (fault,) = check_pack(pack)
    assert (fault.file, fault.problem) == ("module-1/m1-w1/strengths.md", "is not UTF-8 text")


def test_a_folder_without_a_pack_says_which_file_it_lacks(tmp_path: Path) -> None:
    (fault,) = check_pack(tmp_path / "nowhere")
    assert (fault.file, fault.problem) == ("programme.toml", "is missing")


def test_all_faults_are_raised_at_once(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(pack, WEEK_ONE, "experience", "^readers = .*\n", "")
    replace_in_task(pack, WEEK_ONE, "engagement", "^essential = .*\n", "")
    (pack / "module-1/m1-w2/stray.md").write_text("Nobody names this.")
    with pytest.raises(PackFaults) as raised:
        load_programme(pack)
    assert [(fault.file, fault.place) for fault in raised.value.faults] == [
        (WEEK_ONE, "tasks[engagement].essential"),
        (WEEK_ONE, "tasks[experience].readers"),
        ("module-1/m1-w2/stray.md", ""),
    ]
    assert list(raised.value.faults) == check_pack(pack)
    assert str(raised.value) == describe_faults(raised.value.faults)


def test_a_fault_in_a_module_hides_none_in_its_activities(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    replace_in(pack, MODULE, 'source = "outline"\n', "")
    replace_in_task(pack, WEEK_TWO, "blogs", "^readers = .*\n", "")
    (pack / "module-1/m1-w1/strengths.md").write_text("")
    assert [(fault.file, fault.place) for fault in check_pack(pack)] == [
        ("module-1/m1-w1/strengths.md", ""),
        (WEEK_TWO, "tasks[blogs].readers"),
        (MODULE, "aims[knowledge-and-skills].source"),
    ]


def test_faults_are_described_with_their_number_place_and_remedy() -> None:
    one = Fault("a.toml", "tasks[read].minutes", "is missing", "Add it.")
    assert describe_faults([]) == "The pack has no faults."
    assert (
        describe_faults([one])
        == "The pack has 1 fault:\n- a.toml: tasks[read].minutes: is missing\n    Add it."
    )
    assert describe_faults([one, Fault("b.md", "", "is empty", "Write it.")]).startswith(
        "The pack has 2 faults:"
    )
