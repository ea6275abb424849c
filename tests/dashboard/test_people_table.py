"""The table of people and weeks, one person's page, charts, messages and exports, over people who are really there."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.cohort.records import Person
from lti_app.dashboard.headway_records import HeadwayRecord
from lti_app.database import read_only, transaction
from lti_app.privacy.export_records import CohortExport
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import submit_all
from tests.counting import count_of
from tests.dashboard.crowds import add_crowd, name_of
from tests.organisation.tenants import fields_of

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    'Ann "The =2" O’Neill, Dr',
    "https://example.org/",
    "<script>alert(1)</script>",
)
PAGES = ("cohort", "cohort?sort=since&state=Stuck", "cohort/charts", "cohort/messages")


@pytest.fixture
def trainer(client: FlaskClient, lms: TestLms) -> str:
    """A cohort with one participant, and the beginning of its trainer's addresses."""
    lms.enter(client)
    return lms.enter(client, **TRAINER)


def list_rows(page: str) -> list[str]:
    """The names of a table's people, in its order."""
    table = page.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', table)


def name_people(app: Flask, names: tuple[str, ...]) -> None:
    """Add people of these names to the cohort."""
    crowd = add_crowd(app, people=len(names))
    with app.app_context(), transaction() as session:
        for person_id, name in zip(crowd.person_ids, names, strict=True):
            person = session.get_one(Person, person_id)
            person.names = json.dumps({"full": name, "given": None, "family": None})


def export(client: FlaskClient, root: str, kind: str) -> bytes:
    """The cohort as a file."""
    token = csrf_of(client.get(f"{root}/cohort").text)
    answer = client.post(f"{root}/cohort/export", data={"csrf_token": token, "kind": kind})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    whole: bytes = answer.data
    answer.close()
    return whole


def test_pages_hold_fifty_people_each_and_nobody_twice(app: Flask, client: FlaskClient, trainer: str) -> None:
    add_crowd(app, people=119)
    pages = [list_rows(client.get(f"{trainer}/cohort?page={number}").text) for number in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [50, 50, 20]
    everybody = [name for rows in pages for name in rows]
    assert {name_of(number) for number in range(119)} < set(everybody)
    assert list_rows(client.get(f"{trainer}/cohort?page=99").text) == pages[2]


def test_a_sealed_name_is_found_by_any_part_of_it(app: Flask, client: FlaskClient, trainer: str) -> None:
    add_crowd(app, people=60)
    rows = list_rows(client.get(f"{trainer}/cohort?q=emile").text)
    assert len(rows) == 6
    assert all(name.startswith("Émile") for name in rows)
    assert "Nobody is found" in client.get(f"{trainer}/cohort?q=zzz").text


def test_the_table_is_sorted_as_its_headings_say(app: Flask, client: FlaskClient, trainer: str) -> None:
    add_crowd(app, people=30)
    page = client.get(f"{trainer}/cohort?sort=furthest&order=desc").text
    assert 'aria-sort="descending"' in page
    places = re.findall(
        r"</td>\s*<td class=\"govuk-table__cell\">(?:Module (\d), Week (\d)|None yet)</td>", page
    )
    reached = [(int(module or 0), int(week or 0)) for module, week in places]
    assert len(reached) == 31
    assert reached == sorted(reached, reverse=True)


def take_a_step(app: Flask, lms: TestLms) -> None:
    """Let the participant submit a task of the first week, on its page."""
    client = app.test_client()
    task = f"{lms.enter(client)}/activity/m1-w1/task/experience"
    page = client.get(task).text
    form = dict.fromkeys(fields_of(page), "An answer that is long enough. " * 20)
    assert client.post(task, data={**form, "csrf_token": csrf_of(page), "do": "submit"}).status_code == 303


def test_who_is_stuck_is_told_with_the_day_and_the_days_can_be_set(
    app: Flask, client: FlaskClient, lms: TestLms, trainer: str
) -> None:
    take_a_step(app, lms)
    moved_at = datetime.now(UTC) - timedelta(days=10)
    with app.app_context(), transaction() as session:
        session.execute(update(HeadwayRecord).values(moved_at=moved_at))
    assert "Nobody is found" in client.get(f"{trainer}/cohort?state=Stuck").text
    page = client.get(f"{trainer}/cohort").text
    for days, status in (("0", 422), ("x", 422), ("10", 303)):
        form = {"csrf_token": csrf_of(page), "days": days}
        assert client.post(f"{trainer}/cohort/stuck", data=form).status_code == status
    page = client.get(f"{trainer}/cohort?state=Stuck").text
    assert re.search(r"<strong>Stuck</strong> at Module 1, Week 1, since [^(]+ \(10 days\)", page)


def test_a_submission_is_a_step(app: Flask, client: FlaskClient, lms: TestLms, trainer: str) -> None:
    assert "<strong>Not begun</strong> at Module 1, Week 1" in client.get(f"{trainer}/cohort").text
    take_a_step(app, lms)
    with app.app_context(), read_only() as session:
        row = session.scalars(select(HeadwayRecord)).one()
        assert (row.reached, row.stands_at) == (101, 101)
    assert "<strong>Under way</strong> at Module 1, Week 1" in client.get(f"{trainer}/cohort").text


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_statements_for_many_as_for_few(
    app: Flask, client: FlaskClient, trainer: str, address: str
) -> None:
    add_crowd(app, people=3)
    assert client.get(f"{trainer}/{address}").status_code == 200
    few = count_of(app, client, f"{trainer}/{address}")
    add_crowd(app, people=120)
    assert count_of(app, client, f"{trainer}/{address}") == few
    assert few <= 25


def test_an_export_holds_hostile_names_as_text(app: Flask, client: FlaskClient, trainer: str) -> None:
    name_people(app, HOSTILE)
    book = openpyxl.load_workbook(io.BytesIO(export(client, trainer, "xlsx")))
    cells = [cell for row in book["Cohort"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert set(HOSTILE) <= {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]
    with ZipFile(io.BytesIO(export(client, trainer, "xlsx"))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet

    text = export(client, trainer, "csv").decode()
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text[1:])))
    assert {len(line) for line in lines} == {34}
    names = [line[0] for line in lines[1:]]
    assert set(HOSTILE) <= {name.removeprefix("'") for name in names}
    assert not [name for name in names if name.lstrip()[:1] in tuple("=+-@＝") or name[:1] == "\t"]


def test_an_export_tells_states_of_everybody_and_is_kept_in_the_trail(
    app: Flask, client: FlaskClient, trainer: str
) -> None:
    crowd = add_crowd(app, people=300)
    submit_all(app, "4", "m1-w1")
    text = export(client, trainer, "csv").decode()
    lines = list(csv.reader(io.StringIO(text[1:])))
    assert len(lines) == 302
    assert lines[0][6] == "Module 1, Week 1"
    assert [line[6] for line in lines[1:]].count("Complete") >= 290
    with app.app_context(), read_only() as session:
        kept = session.scalars(select(CohortExport)).one()
        assert (kept.cohort_id, kept.kind, kept.people) == (crowd.cohort_id, "csv", 301)
        assert session.get_one(Person, kept.exporter_id).subject == "3"


def test_nothing_is_exported_without_the_visits_token_or_of_another_kind(
    app: Flask, client: FlaskClient, trainer: str
) -> None:
    token = csrf_of(client.get(f"{trainer}/cohort").text)
    assert client.post(f"{trainer}/cohort/export", data={"kind": "csv"}).status_code in {400, 403}
    form = {"kind": "pdf", "csrf_token": token}
    assert client.post(f"{trainer}/cohort/export", data=form).status_code == 404
    with app.app_context(), read_only() as session:
        assert not session.scalars(select(CohortExport)).all()
