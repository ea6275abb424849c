"""What a workshop's day costs the database: as many statements for a full room as for one person."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from lti_app.database import db
from tests.workshop.days import Day, Person

PAGES = ("workshop/m1-w4", "workshop/m1-w4/run-sheet", "calendar", "waivers", "given-out")


def count_statements(day: Day, person: Person, address: str) -> int:
    """How many statements a page takes."""
    told: list[str] = []

    def note(*given: object) -> None:
        told.append(str(given[2]))

    with day.app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert person.open(address).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return len(told)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_statements_for_many_as_for_one(day: Day, address: str) -> None:
    day.join("Ana")
    day.trainer.send("workshop/m1-w4/register/2", {"presence": "present"}, at="workshop/m1-w4")
    before = count_statements(day, day.trainer, address)
    for name in ("Ben", "Cara", "Dev"):
        day.join(name)
        number = day.number_of(name)
        day.trainer.send(f"workshop/m1-w4/register/{number}", {"presence": "absent"}, at="workshop/m1-w4")
    assert count_statements(day, day.trainer, address) == before
    assert before <= 10


def test_an_open_page_asks_with_one_statement_besides_its_visits(day: Day) -> None:
    assert count_statements(day, day.join("Ana"), "given-out") == 2
