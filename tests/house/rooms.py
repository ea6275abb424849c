"""The rooms of the house: which file may import which, by its own name and the names it imports."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass

from tests.house.sources import Import, Source, list_imports

ROOMS = ("rules", "records", "actions", "reads", "pages", "worker")
NOT_ROOM_FOLDERS = ("lti", "programme", "web", "migrations")
HTTP = ("requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp", "socket", "smtplib")
IMPURE = (
    "sqlite3",
    "time",
    "os",
    "pathlib",
    "subprocess",
    "random",
    "secrets",
    "threading",
    "logging",
    *HTTP,
)
# The one file that talks to a mail server.
MAILS = "lti_app/mail/smtp_worker.py"
ORDER = "rules < records < actions, reads < pages; worker: actions, reads, rules, lti"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands: its folder under lti_app ("" at the top) and its room, or None."""

    folder: str
    room: str | None


# What each place may import of lti_app. "own x" is room x of the same folder, "any x" that of every folder.
MAY_USE: dict[str, tuple[str, ...]] = {
    "rules": ("any rules", "programme"),
    "records": ("any rules", "own records", "programme", "database", "secret_text", "statements", "errors"),
    # A file of look-ups, with no table in it, may join the tables of several folders: no cycle can come of it.
    "look-ups": ("any rules", "any records", "programme", "database", "secret_text", "statements", "errors"),
    "actions": (
        "any rules",
        "any records",
        "own actions",
        "own reads",
        "programme",
        "lti",
        "database",
        "secret_text",
        "statements",
        "errors",
    ),
    "reads": (
        "any rules",
        "any records",
        "own reads",
        "programme",
        "lti",
        "database",
        "secret_text",
        "statements",
        "errors",
    ),
    "pages": (
        *("any rules", "any actions", "any reads", "own pages"),
        *("programme", "lti", "web", "clock", "errors", "settings", "jobs", "course_jobs"),
    ),
    "worker": (
        *("any rules", "any actions", "any reads", "own worker"),
        *("programme", "lti", "clock", "errors", "settings"),
    ),
    "programme": ("programme", "errors"),
    "lti": ("lti", "errors"),
    "web": (
        "web",
        "any rules",
        "any reads",
        "any actions",
        "programme",
        "lti",
        "clock",
        "errors",
        "settings",
    ),
}
# The file that puts all pages on the map, and what it may use besides.
ALSO = {"lti_app/web/doors.py": ("any pages",)}
# Frozen values that any room may name, and the parts of lti/ that only a worker may call.
VALUES = (
    *("lti_app.lti.claims", "lti_app.lti.platforms"),
    *("lti_app.lti.deep_linking.PickedLink", "lti_app.lti.deep_linking.LinkDates"),
)
TALKS = (
    "lti_app.lti.http",
    "lti_app.lti.ags",
    "lti_app.lti.tokens",
    "lti_app.lti.service_calls",
    "lti_app.lti.nrps",
    "lti_app.lti.notice_calls",
)
NO_FLASK = ("rules", "records", "look-ups", "actions", "reads", "programme", "lti")
NO_SQL = ("programme", "lti", "pages", "worker", "web")


def place_of(parts: tuple[str, ...]) -> Place:
    """The place that a dotted name under lti_app stands in; what follows the file's name does not count."""
    if len(parts) < 3:
        folder = parts[1] if len(parts) == 2 else ""
        return Place(folder, None)
    folder, file = parts[1], parts[2]
    if folder in NOT_ROOM_FOLDERS:
        return Place(folder, None)
    return Place(folder, next((room for room in ROOMS if file == room or file.endswith(f"_{room}")), None))


def is_domain_file(source: Source) -> bool:
    """Whether `source` stands in a folder of rooms."""
    path = source.path
    return len(path.parts) >= 3 and path.parts[0] == "lti_app" and path.parts[1] not in NOT_ROOM_FOLDERS


def check_file_names(source: Source) -> list[str]:
    """A fault where a file in a folder of rooms is named after none of them, or stands a floor too deep."""
    if not is_domain_file(source) or source.path.name == "__init__.py":
        return []
    stem, depth = source.path.stem, len(source.path.parts)
    if depth == 3 and any(stem == room or stem.endswith(f"_{room}") for room in ROOMS):
        return []
    return [source.at(1, f"name it after its room: <subject>_<room>.py, with one of {', '.join(ROOMS)}")]


def check_imports(source: Source) -> list[str]:
    """A fault for each import that `source` may not make."""
    return [
        fault for one in list_imports(source) if source.parts[0] == "lti_app" for fault in _judge(source, one)
    ]


def _judge(source: Source, one: Import) -> list[str]:
    kind = _kind_of(source)
    if kind is None:
        return _judge_anywhere(source, one)
    if one.parts[0] == "lti_app":
        return _judge_ours(source, one, kind)
    return _judge_anywhere(source, one) + _judge_theirs(source, one, kind)


def _kind_of(source: Source) -> str | None:
    here = place_of(source.parts)
    if here.room == "records" and not _has_table(source):
        return "look-ups"
    return here.room or (here.folder if here.folder in MAY_USE else None)


def _has_table(source: Source) -> bool:
    return any(
        isinstance(base, ast.Name) and base.id == "Base"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    )


def _judge_ours(source: Source, one: Import, kind: str) -> list[str]:
    may = (*MAY_USE[kind], *ALSO.get(source.path.as_posix(), ()))
    here, there = place_of(source.parts), place_of(one.parts)
    if one.is_of(*TALKS) and kind not in ("worker", "lti"):
        return [source.at(one.line, f"{one.name} talks to an LMS: only a worker.py may call it")]
    if len(one.parts) == 2 and one.parts[1] == here.folder:
        return [source.at(one.line, f"import from the file in {here.folder}/, not from the folder")]
    if there.room is None:
        allowed = (there.folder or "the top of lti_app") in may or one.is_of(*VALUES)
    else:
        own = there.folder == here.folder and f"own {there.room}" in may
        allowed = own or f"any {there.room}" in may
    if allowed:
        return []
    return [source.at(one.line, f"{kind} may not import {one.name}; it may use {', '.join(may)} ({ORDER})")]


def _judge_theirs(source: Source, one: Import, kind: str) -> list[str]:
    faults = []
    if kind == "rules" and (one.parts[0] not in sys.stdlib_module_names or one.is_of(*IMPURE)):
        faults.append(f"rules are pure: {one.name} belongs in another room; take facts as keywords")
    if kind in NO_FLASK and one.parts[0].startswith("flask"):
        faults.append(f"{kind} may not know of Flask: take what is needed as an argument")
    if kind in NO_SQL and one.is_of("sqlalchemy", "flask_sqlalchemy") and not one.is_of("sqlalchemy.exc"):
        faults.append(f"{kind} may not touch the database: call an action or a read")
    return [source.at(one.line, fault) for fault in faults]


def _judge_anywhere(source: Source, one: Import) -> list[str]:
    if place_of(source.parts).folder == "lti":
        return []
    if one.is_of("smtplib") and source.path.as_posix() == MAILS:
        return []
    if one.is_of("pylti1p3"):
        return [source.at(one.line, "pylti1p3 is used in lti_app/lti/ only")]
    if one.is_of(*HTTP):
        return [
            source.at(
                one.line, f"{one.name}: HTTP lives in lti_app/lti/ only, behind its time-outs and host guard"
            )
        ]
    return []
