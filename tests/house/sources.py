"""What the house tests read: the project's Python files and templates, parsed, with their imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "instance"}
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path from the project's root, its text, and the parsed tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The dotted name's parts: `lti_app/gate/rules.py` gives `("lti_app", "gate", "rules")`."""
        parts = self.path.with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    def at(self, line: int, says: str) -> str:
        """One fault, as the reader is told of it."""
        return f"{self.path}:{line}: {says}"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, whole: `from lti_app.gate import rules` gives `("lti_app", "gate", "rules")`."""

    parts: tuple[str, ...]
    line: int

    @property
    def name(self) -> str:
        """The dotted name."""
        return ".".join(self.parts)

    def is_of(self, *modules: str) -> bool:
        """Whether this is one of `modules`, or something inside one."""
        return any(self.name == module or self.name.startswith(module + ".") for module in modules)


def source_of(path: str, text: str) -> Source:
    """A source made of `text`, as if it stood at `path`."""
    return Source(PurePosixPath(path), text, ast.parse(text, filename=path))


def list_files(*folders: str, endings: Iterable[str] = (), root: Path = ROOT) -> list[Path]:
    """The project's own files in `folders` (everywhere where none is named) with one of `endings`."""
    found = []
    for folder in folders or (".",):
        for place, below, names in os.walk(root / folder):
            below[:] = [name for name in below if name not in NOT_OURS and name not in CACHES]
            found += [Path(place) / name for name in names if not endings or name.endswith(tuple(endings))]
    return sorted(set(found))


def list_sources(*folders: str, root: Path = ROOT) -> list[Source]:
    """The Python files in `folders`, without those that Alembic writes."""
    return [
        _read(path, root)
        for path in list_files(*folders, endings=[".py"], root=root)
        if "migrations" not in path.parts
    ]


@cache
def _read(path: Path, root: Path) -> Source:
    """A file, parsed once for all that is asked of it: each test asks something of all of them."""
    return source_of(path.relative_to(root).as_posix(), path.read_text())


def list_imports(source: Source) -> list[Import]:
    """Every import of `source`, wherever it stands, relative ones made whole."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [Import(tuple(alias.name.split(".")), node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base_of(node, source)
            found += [Import((*base, alias.name), node.lineno) for alias in node.names]
    return found


def _base_of(node: ast.ImportFrom, source: Source) -> tuple[str, ...]:
    named = tuple(node.module.split(".")) if node.module else ()
    if not node.level:
        return named
    package = source.path.parent.parts
    return (*package[: len(package) - node.level + 1], *named)


def list_calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call in `tree`, with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted_name(node.func), node


def dotted_name(node: ast.expr) -> str:
    """The dotted name that `node` spells, such as `a.b.c`; `?` stands for a part that has no name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted_name(node.value)}.{node.attr}"
    return "?"


def told(faults: Iterable[str]) -> str:
    """All faults, one a line, for the message of an assertion."""
    return "\n" + "\n".join(faults)
