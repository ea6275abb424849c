"""How long a file, a function and a template may be."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.house.sources import Source

FILE_LINES = 250
FUNCTION_LINES = 40
TEMPLATE_LINES = 120
# Compiled by `make assets`; nobody writes these by hand.
NOT_WRITTEN_HERE = {"lti_app/web/static/service.css", "lti_app/web/static/service.js"}


def count_lines(text: str) -> int:
    """The number of lines, a last one without its line end included."""
    return len(text.splitlines())


def check_file_size(path: PurePosixPath, text: str, *, most: int) -> list[str]:
    """A fault where a file has more than `most` lines."""
    lines = count_lines(text)
    if lines <= most or path.as_posix() in NOT_WRITTEN_HERE:
        return []
    return [f"{path}:{most + 1}: {lines} lines, of at most {most}; split it by subject"]


def check_function_sizes(source: Source) -> list[str]:
    """A fault for each function of `source` that has too many lines, from `def` to its end."""
    return [
        source.at(
            node.lineno, f"{node.name} has {lines} lines, of at most {FUNCTION_LINES}; give its parts names"
        )
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
