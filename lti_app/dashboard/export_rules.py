"""How a cohort is written as lines of text: states alone, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from lti_app.dashboard.pace_rules import Pace

BYTE_ORDER_MARK = "\ufeff"
"""What tells spreadsheets that a CSV file is UTF-8."""
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")


class ExportKind(StrEnum):
    """The form of an export."""

    CSV = "csv"
    XLSX = "xlsx"


def list_headings(weeks: Sequence[str]) -> tuple[str, ...]:
    """The first line: `weeks` are the names of the weeks."""
    return ("Name", "How they get on", "Since", "At", "Furthest week worked on", "No longer here", *weeks)


def write_line(
    *, name: str, pace: Pace, stands_at: str, furthest: str, gone_line: str, cells: Iterable[str]
) -> tuple[str, ...]:
    """One participant's line, in the order of the headings."""
    return (name, pace.state.value, write_day(pace.since), stands_at, furthest, gone_line, *cells)


def write_day(on: date | None) -> str:
    """A day as every spreadsheet reads it: 2026-11-21; "" for none."""
    return on.isoformat() if on is not None else ""


def guard_cell(text: str) -> str:
    """The text as a CSV cell that no spreadsheet calculates: behind an apostrophe where it could be taken for a
    formula."""
    bare = text.lstrip()
    if text[:1] in ("\t", "\r", "\n") or bare.startswith(FORMULA_SIGNS):
        return f"'{text}"
    return text


def write_csv(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines as CSV, piece by piece, with the mark that says that it is UTF-8."""
    yield BYTE_ORDER_MARK
    for line in lines:
        piece = io.StringIO()
        csv.writer(piece, quoting=csv.QUOTE_ALL).writerow([guard_cell(text) for text in line])
        yield piece.getvalue()
