"""What may be done in one place only: clock, commits, environment, content folder, unescaped text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.sources import Source, dotted_name, list_calls, list_imports

CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
COMMITS = {"commit", "rollback"}


def check_clock(source: Source) -> list[str]:
    """A fault for each look at a wall clock outside clock.py; measuring a length is let be."""
    if source.path.as_posix() == "lti_app/clock.py":
        return []
    advice = "the only wall clock is lti_app.clock.utc_now(); take `now` as an argument"
    calls = [
        source.at(call.lineno, f"{name}: {advice}")
        for name, call in list_calls(source.tree)
        if ".".join(name.split(".")[-2:]) in CLOCKS
    ]
    return calls + [
        source.at(one.line, f"{one.name}: {advice}") for one in list_imports(source) if one.name in CLOCKS
    ]


def check_commits(source: Source) -> list[str]:
    """A fault for each transaction begun or ended outside database.py."""
    if source.path.as_posix() == "lti_app/database.py":
        return []
    return [
        source.at(call.lineno, f".{last}(): use lti_app.database.transaction() or read_only()")
        for name, call in list_calls(source.tree)
        if "." in name and ((last := name.split(".")[-1]) in COMMITS or (last == "begin" and not call.args))
    ]


def check_environment(source: Source) -> list[str]:
    """A fault for each look at the process's environment outside settings.py."""
    if source.path.as_posix() == "lti_app/settings.py":
        return []
    return [
        source.at(
            node.lineno,
            "the environment is read once, in lti_app/settings.py; take the setting as an argument",
        )
        for node in ast.walk(source.tree)
        if (
            isinstance(node, ast.Attribute)
            and dotted_name(node) in {"os.environ", "os.getenv", "os.environb"}
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and _names(node) & {"environ", "getenv"})
    ]


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def check_content_folder(source: Source) -> list[str]:
    """A fault for each place outside programme/ that spells a path into content/, or reads TOML."""
    if source.parts[:2] in {("lti_app", "programme"), ("lti_app", "settings")}:
        return []
    faults = [
        source.at(line, "only lti_app/programme/ opens content/; ask it for the programme")
        for line in _list_content_paths(source.tree)
    ]
    return faults + [
        source.at(one.line, "TOML is the content's format: only lti_app/programme/ reads it")
        for one in list_imports(source)
        if one.is_of("tomllib", "tomli")
    ]


def _list_content_paths(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        words: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            words = [node.left, node.right]
        elif isinstance(node, ast.Call) and dotted_name(node.func).split(".")[-1] in {
            "Path",
            "joinpath",
            "join",
            "open",
        }:
            words = list(node.args)
        yield from (word.lineno for word in words if _is_content_path(word))


def _is_content_path(word: ast.expr) -> bool:
    if not isinstance(word, ast.Constant) or not isinstance(word.value, str):
        return False
    return word.value == "content" or word.value.startswith(("content/", "./content"))


def list_unescaped(source: Source) -> list[str]:
    """Each place where Python marks text as safe for a page."""
    return [
        source.at(
            call.lineno, "Markup(): one file in web/ or programme/ turns cleaned content into safe text"
        )
        for name, call in list_calls(source.tree)
        if name.split(".")[-1] == "Markup"
    ]
