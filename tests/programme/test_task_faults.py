"""Each fault planted in a task is named with its file, its place in the file and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_app.programme.reader import check_pack
from tests.programme.packs import VIGNETTES, WEEK_ONE, WEEK_TWO, copy_pack, replace_in_task

_OPTIONS = "tasks[self-evaluation].asks.strands[permanence-options].description"
# file, task, what is replaced, what by, the fault's place, words of the problem, words of the remedy
PLANTED = [
    (WEEK_ONE, "experience", "^essential = true\n", "", "tasks[experience].essential", "missing", "Add"),
    (WEEK_ONE, "experience", "^source = .*\n", "", "tasks[experience].source", "missing", "Add"),
    (WEEK_ONE, "experience", "^readers = .*\n", "", "tasks[experience].readers", "missing", "Add"),
    (
        WEEK_ONE,
        "experience",
        "^readers = .*",
        'readers = "all"',
        "tasks[experience].readers",
        "'all'",
        "'trainer'",
    ),
    (WEEK_ONE, "experience", "^minutes", "minuts", "tasks[experience].minuts", "not a key", "mean minutes"),
    (WEEK_ONE, "experience", "40", "true", "tasks[experience].minutes", "whole number", "README"),
    (WEEK_ONE, "experience", "40", "0", "tasks[experience].minutes", "at least 1", "README"),
    (
        WEEK_ONE,
        "experience",
        "kind = ",
        "limit = 3, kind = ",
        "tasks[experience].asks.limit",
        "not a key",
        "remove",
    ),
    (WEEK_ONE, "experience", '"write"', '"wriet"', "tasks[experience].asks.kind", "wriet", "'write'"),
    (WEEK_ONE, "experience", "kind", "knd", "tasks[experience].asks.kind", "missing", "Add"),
    (
        WEEK_ONE,
        "experience",
        '^title = ".*"',
        f'title = "{"x" * 256}"',
        "tasks[experience].title",
        "256",
        "README",
    ),
    (
        WEEK_ONE,
        "experience",
        '^title = ".*"',
        'title = "a\\nb"',
        "tasks[experience].title",
        "line break",
        "README",
    ),
    (WEEK_ONE, "experience", '^title = ".*"', 'title = " a"', "tasks[experience].title", "spaces", "README"),
    (WEEK_ONE, "experience", '^key = ".*"', 'key = "My key"', "tasks[My key].key", "small letters", "README"),
    (
        WEEK_ONE,
        "experience",
        '^key = ".*"',
        'key = "strengths"',
        "tasks[strengths]",
        "2 times",
        "another key",
    ),
    (WEEK_ONE, "experience", "experience.md", "../x.md", "tasks[experience].question", ".md file", "README"),
    (WEEK_ONE, "experience", "m1-w1-3", "m1-w1-4", "tasks[engagement].outline", "m1-w1-4", "one place"),
    (
        WEEK_ONE,
        "child-of-the-state",
        '"watched"',
        '"seen"',
        "tasks[child-of-the-state].asks.verb",
        "seen",
        "'watched'",
    ),
    (
        WEEK_ONE,
        "child-of-the-state",
        "^place_key = .*\n",
        "",
        "tasks[child-of-the-state].asks.things[child-of-the-state]",
        "either text or place_key",
        "text of the pack",
    ),
    (
        WEEK_TWO,
        "blogs",
        'key = "blog-2"',
        'key = "blog-1"',
        "tasks[blogs].asks.things[blog-1]",
        "2 times",
        "another",
    ),
    (
        WEEK_TWO,
        "blogs",
        ', source = "outline"',
        "",
        "tasks[blogs].asks.things[blog-1].source",
        "missing",
        "Add",
    ),
    (
        WEEK_TWO,
        "views-of-others",
        "first-responses",
        "firsts",
        "tasks[views-of-others].opens_after",
        "firsts",
        "remove",
    ),
    (
        WEEK_TWO,
        "views-of-others",
        "m1-w2-vig",
        "m1-w2-wig",
        "tasks[views-of-others].opens_after",
        "wig",
        "remove",
    ),
    (
        WEEK_ONE,
        "study-plan",
        '"self-evaluation"',
        '"a/b/c"',
        "tasks[study-plan].opens_after[1]",
        "activity/task",
        "README",
    ),
    (
        WEEK_ONE,
        "self-evaluation",
        '"disruption"',
        '"court"',
        "tasks[self-evaluation].asks.strands[court]",
        "2 times",
        "key",
    ),
    (
        VIGNETTES,
        "reflection",
        '"first-responses" }',
        '"read" }',
        "tasks[reflection].asks.task",
        "read",
        "respond_to_each",
    ),
    (
        VIGNETTES,
        "reflection",
        "^opens_after = .*\n",
        "",
        "tasks[reflection].opens_after",
        "before first-resp",
        "Add",
    ),
    (
        VIGNETTES,
        "first-responses",
        '"kacper"',
        '"kezia"',
        "tasks[first-responses].asks.vignettes[kezia]",
        "2 times",
        "another key",
    ),
    (WEEK_ONE, "experience", "true", '"yes"', "tasks[experience].essential", "true or false", "README"),
    (
        WEEK_ONE,
        "experience",
        '"experience.md"',
        "3",
        "tasks[experience].question",
        "text in quotes",
        "README",
    ),
    (WEEK_ONE, "experience", "{ kind.*", '"write"', "tasks[experience].asks", "table", "README"),
    (WEEK_ONE, "study-plan", '\\["self.*', '"self"', "tasks[study-plan].opens_after", "a list", "README"),
    (
        WEEK_ONE,
        "self-evaluation",
        "^scale.*",
        "scale = []",
        "tasks[self-evaluation].asks.scale",
        "at least 3",
        "README",
    ),
    (WEEK_ONE, "self-evaluation", "Weighing", "x" * 601, _OPTIONS, "at most 600", "README"),
]


@pytest.mark.parametrize(("file", "task", "before", "after", "place", "problem", "remedy"), PLANTED)
def test_a_fault_in_a_task_is_named_with_file_place_and_remedy(
    tmp_path: Path, file: str, task: str, before: str, after: str, place: str, problem: str, remedy: str
) -> None:
    pack = copy_pack(tmp_path)
    replace_in_task(pack, file, task, before, after)
    faults = [fault for fault in check_pack(pack) if (fault.file, fault.place) == (file, place)]
    assert len(faults) == 1, check_pack(pack)
    assert problem in faults[0].problem
    assert remedy in faults[0].remedy
