"""Words and marks that the project does without, and the docstrings that it does not do without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.rooms import ROOMS
from tests.house.sources import Source, dotted_name, list_calls

VAGUE = {
    *("item", "items", "data", "info", "obj", "helper", "helpers"),
    *("util", "utils", "misc", "process", "handle", "manager"),
}
# Two words that mean one exact thing: the standards', Moodle's, the law's, and a person's post.
EXACT = (
    "line_item",
    "line_items",
    "grade_item",
    "grade_items",
    "line_manager",
    "personal_data",
    "data_key",
    "data_keys",
    "process_id",
)
# Put together from parts, so that this file does not hold what it looks for.
LEFT_UNDONE = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
HOSTS = (
    *("pypi." + "org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"),
    *("deb." + "debian.org", "security." + "debian.org"),
)
SKIPS = {"pytest.skip", "pytest.xfail", "pytest.importorskip"}
SKIP_MARKS = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
MAY_SKIP = "tests/no_skips.py"


def vague_words(name: str) -> set[str]:
    """The vague words that `name` holds as whole words; those inside an exact pair do not count."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")
    for pair in EXACT:
        snake = re.sub(rf"(?:^|(?<=_)){pair}(?=_|$)", "", snake)
    return set(snake.split("_")) & VAGUE


def check_file_name(path: PurePosixPath) -> list[str]:
    """A fault where a file or its folder has a vague name."""
    found = set().union(*(vague_words(part.split(".")[0]) for part in path.parts))
    return [f"{path}:1: {word!r} says nothing: name the file for its subject" for word in sorted(found)]


def check_names(source: Source) -> list[str]:
    """A fault for each function or class with a vague name.

    Tests, whose names are sentences, and what overrides a library's method are let be.
    """
    # In the practice LMS an item is what Moodle's gradebook calls one: a row of grades.
    exact = {"item", "items"} if source.parts[:2] == ("tests", "practice_lms") else set()
    return [
        source.at(node.lineno, f"{node.name}: {word!r} says nothing: name what it promises")
        for node in _list_named(source.tree)
        for word in sorted(vague_words(node.name) - exact)
    ]


def _list_named(tree: ast.AST) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("test_"):
                yield node
            if isinstance(node, ast.ClassDef) and node.bases:
                continue
        yield from _list_named(node)


def check_text(path: PurePosixPath, text: str) -> list[str]:
    """A fault for each line that leaves work undone or names a package registry's host."""
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        if LEFT_UNDONE.search(line):
            faults.append(f"{path}:{number}: do it now, or file an issue")
        if any(host in line for host in HOSTS):
            faults.append(f"{path}:{number}: no registry's host is named here; pip and npm know their own")
    return faults


def check_prints(source: Source) -> list[str]:
    """A fault for each print: the log is structlog's, the terminal is click's."""
    return [
        source.at(call.lineno, "print(): log with structlog, or click.echo in a command")
        for name, call in list_calls(source.tree)
        if name == "print"
    ]


def check_skips(source: Source) -> list[str]:
    """A fault for each test that is skipped or expected to fail."""
    if source.path.as_posix() == MAY_SKIP:
        return []
    return [
        source.at(node.lineno, f"{dotted_name(node)}: make it pass, or take it away")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted_name(node) in SKIPS | SKIP_MARKS
    ]


def check_docstrings(source: Source) -> list[str]:
    """A fault where a module, or a public function of a room or of lti/, does not say what it gives."""
    faults = []
    opening = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
    if not opening.rstrip().endswith("."):
        faults.append(source.at(1, "open the file with one sentence that says what is found there"))
    if not _is_documented_place(source):
        return faults
    return faults + [
        source.at(node.lineno, f"{node.name} has no docstring: say first what comes back")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def _is_documented_place(source: Source) -> bool:
    if source.parts[:2] == ("lti_app", "lti"):
        return True
    last = source.parts[-1]
    return source.parts[0] == "lti_app" and any(last == room or last.endswith(f"_{room}") for room in ROOMS)
