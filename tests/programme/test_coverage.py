"""The table of what the sources ask for has every row of theirs, and says what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lti_app.programme.coverage import describe_coverage, list_coverage
from lti_app.programme.model import CoverageRow, CoverageTable, Programme
from lti_app.programme.reader import load_programme
from tests.programme.packs import PACK
from tests.programme.small_packs import write_small_pack

# The numbers of the programme's two source documents: rows of each table.
ROWS = {
    "outline-aims": 9,
    "outline-key-questions": 11,
    "outline-outcomes": 10,
    "outline-week-outcomes": 11,
    "outline-m1-w1": 9,
    "outline-m1-w2": 7,
    "outline-m1-w5": 3,
    "outline-m1-w6": 7,
    "outline-reading": 5,
    "outline-further-reading": 16,
    "workshop-1": 7,
    "workshop-4": 7,
    "touchpoints": 9,
    "cases": 11,
    "kinds": 18,
    "shape": 4,
    "requirements": 4,
    "evidence": 4,
    "assumed-knowledge": 5,
    "expectations": 3,
    "undertakings": 10,
    "commitments": 8,
    "disagreements": 3,
}
SMALL = [
    ("m1-w4", True),
    ("workshop-1", True),
    ("m1-w9", False),
    ("m1-w1/rate", True),
    ("m1-w1/gone", False),
    ("live/parts/two", True),
    ("live/parts/three", False),
    ("live/parts", True),
    ("m1-w4/sessions/noon", True),
    ("m1-w4/clock/11.00-11.10", True),
    ("m1-w4/clock/11.00-11.20", False),
    ("m1-w4/outcomes/gone", False),
    ("m1-w4/notes/gone", False),
    ("module-1/aims/gone", False),
    ("entry/undertakings/release", False),
    ("programme/support", False),
    ("kind/touchpoint", True),
    ("kind/briefing", False),
    ("counting/m1-w4", True),
    ("counting/m1-w1", False),
    ("outline/m1-w1-1", False),
    ("cited/Anything", False),
]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(PACK)


@pytest.mark.parametrize(("key", "rows"), ROWS.items())
def test_each_table_has_as_many_rows_as_its_source(programme: Programme, key: str, rows: int) -> None:
    (table,) = [table for table in programme.coverage if table.key == key]
    assert len(table.rows) == rows
    assert len({row.says for row in table.rows if row.says != "Break"}) == len(
        [row for row in table.rows if row.says != "Break"]
    )


def test_every_row_says_where_it_stands_or_what_the_service_does(programme: Programme) -> None:
    rows = [row for table in programme.coverage for row in table.rows]
    assert not [row for row in rows if bool(row.places) == bool(row.service)]


@pytest.mark.parametrize(("place", "there"), SMALL)
def test_a_place_is_there_or_missing(tmp_path: Path, place: str, there: bool) -> None:
    table = CoverageTable("one", "One table", (CoverageRow("A row", (place,), ""),))
    programme = replace(load_programme(write_small_pack(tmp_path)), coverage=(table,))
    (covered,) = list_coverage(programme)
    assert covered.missing == (() if there else (place,))


def test_the_printed_table_counts_what_is_missing(tmp_path: Path) -> None:
    rows = (CoverageRow("A row", ("m1-w1", "m9-w9"), ""), CoverageRow("Another", (), "a page"))
    programme = replace(
        load_programme(write_small_pack(tmp_path)), coverage=(CoverageTable("one", "One table", rows),)
    )
    printed = describe_coverage(list_coverage(programme))
    assert "MISSING A row: m9-w9" in printed
    assert "ok      Another: the service: a page" in printed
    assert printed.endswith("2 rows, 1 missing.")
