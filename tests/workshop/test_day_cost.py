"""What a workshop's day costs the database: as many statements for a full room as for one person."""

from __future__ import annotations

import pytest

from tests.counting import count_statements
from tests.workshop.days import Day, Person

PAGES = ("workshop/m1-w4", "workshop/m1-w4/run-sheet", "calendar", "waivers", "given-out")


def count_of(day: Day, person: Person, address: str) -> int:
    """How many statements a page takes."""

    def open_page() -> None:
        assert person.open(address).status_code == 200

    return count_statements(day.app, open_page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_statements_for_many_as_for_one(day: Day, address: str) -> None:
    day.join("Ana")
    day.trainer.send("workshop/m1-w4/register/2", {"presence": "present"}, at="workshop/m1-w4")
    before = count_of(day, day.trainer, address)
    for name in ("Ben", "Cara", "Dev"):
        day.join(name)
        number = day.number_of(name)
        day.trainer.send(f"workshop/m1-w4/register/{number}", {"presence": "absent"}, at="workshop/m1-w4")
    assert count_of(day, day.trainer, address) == before
    assert before <= 10


def test_an_open_page_asks_with_one_statement_besides_its_visits(day: Day) -> None:
    assert count_of(day, day.join("Ana"), "given-out") == 2
