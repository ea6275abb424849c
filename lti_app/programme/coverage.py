"""Holds what the sources ask for against what the pack has: each row of their tables, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lti_app.programme.model import Activity, ChooseReading, Confirm, CoverageRow, Line, Programme, Thing


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of a table with what it names and the pack does not have; `missing` is empty where all is there."""

    table: str
    row: CoverageRow
    missing: tuple[str, ...]


def list_coverage(programme: Programme) -> tuple[Covered, ...]:
    """Every row of every table of `coverage.toml`, in order."""
    return tuple(
        Covered(table.title, row, tuple(place for place in row.places if not _has(programme, place)))
        for table in programme.coverage
        for row in table.rows
    )


def describe_coverage(covered: tuple[Covered, ...]) -> str:
    """The tables as text for a terminal, and a last line that counts what is missing."""
    lines: list[str] = []
    before = ""
    for one in covered:
        if one.table != before:
            lines += ["", one.table]
            before = one.table
        where = ", ".join(one.row.places) or f"the service: {one.row.service}"
        lines.append(
            f"  {'MISSING' if one.missing else 'ok     '} {one.row.says}: {', '.join(one.missing) or where}"
        )
    missing = sum(bool(one.missing) for one in covered)
    return "\n".join([*lines, "", f"{len(covered)} rows, {missing or 'nothing'} missing."]).lstrip("\n")


def _has(programme: Programme, place: str) -> bool:
    head, _, rest = place.partition("/")
    match head:
        case "outline":
            return any(task.outline == rest for one in programme.activities.values() for task in one.tasks)
        case "kind":
            return any(
                _name_kind(task.asks) == rest for one in programme.activities.values() for task in one.tasks
            )
        case "cited":
            return any(rest in (thing.citation or "") for thing in _list_things(programme))
        case "counting":
            return bool(programme.list_counting_for(rest))
        case "programme":
            return bool(getattr(programme, rest, None))
        case "entry":
            return programme.entry is not None and _has_line(programme.entry, rest)
    module = next((one for one in programme.modules if head == f"module-{one.number}"), None)
    if module is not None:
        return _has_line(module, rest)
    activity = programme.find_activity(head)
    return activity is not None and (not rest or _has_in(activity, rest))


def _has_in(activity: Activity, rest: str) -> bool:
    kind, _, key = rest.partition("/")
    match kind:
        case "outcomes":
            return any(line.key == key for line in activity.outcomes)
        case "parts":
            return activity.find_part(key) is not None if key else bool(activity.parts)
        case "sessions":
            return activity.workshop is not None and activity.workshop.find_session(key) is not None
        case "clock":
            slots = activity.workshop.timetable if activity.workshop else ()
            return any(f"{slot.starts:%H.%M}-{slot.ends:%H.%M}" == key for slot in slots)
        case "notes":
            return any(key in note.markdown for note in activity.trainer_notes)
        case _:
            return activity.find_task(kind) is not None


def _has_line(holder: object, rest: str) -> bool:
    name, _, key = rest.partition("/")
    lines: tuple[Line, ...] = getattr(holder, name, ())
    return any(line.key == key for line in lines)


def _list_things(programme: Programme) -> Iterator[Thing]:
    for activity in programme.activities.values():
        for task in activity.tasks:
            if isinstance(task.asks, Confirm | ChooseReading):
                yield from task.asks.things


def _name_kind(asks: object) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(asks).__name__).lower()
