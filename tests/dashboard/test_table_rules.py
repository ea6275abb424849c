"""Which people are in a trainer's table, and in what order, whatever an address asks for."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_app.dashboard.chart_rules import count_weeks, draw_columns, draw_rows
from lti_app.dashboard.export_rules import guard_cell, write_csv
from lti_app.dashboard.pace_rules import Pace, PaceState
from lti_app.dashboard.table_rules import (
    PAGE_SIZE,
    Member,
    SortBy,
    TableWish,
    find_page,
    fold_name,
    list_chosen,
    read_table_wish,
)

names = st.text(st.characters(codec="utf-8"), max_size=12)
paces = st.builds(
    Pace,
    st.sampled_from(PaceState),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.sampled_from([0, 101, 205]),
)
members = st.lists(
    st.builds(Member, st.integers(1, 10**6), names.map(fold_name), st.sampled_from([0, 101, 407]), paces),
    max_size=30,
    unique_by=lambda one: one.id,
)
wishes = st.builds(
    TableWish,
    sort=st.sampled_from(SortBy),
    descending=st.booleans(),
    state=st.none() | st.sampled_from(PaceState),
    week=st.sampled_from([0, 101, 205]),
    search=st.sampled_from(["", "a", "É", "Participant 1"]),
    page=st.integers(1, 10**5),
)
WEEKS: Any = [SimpleNamespace(module=1, week=1), SimpleNamespace(module=2, week=5)]


@given(members, wishes)
def test_everybody_is_in_exactly_one_page_of_what_is_asked_for(people: list[Member], wish: TableWish) -> None:
    chosen = list_chosen(people, wish=wish)
    assert {one.id for one in chosen} == {
        one.id
        for one in people
        if (one.pace.state is wish.state if wish.state else one.pace.state is not PaceState.GONE)
        and (not wish.week or one.pace.stands_at == wish.week)
        and fold_name(wish.search) in (one.folded or f"participant {one.id}")
    }
    assert len({one.id for one in chosen}) == len(chosen)
    page = find_page(wish, people=len(chosen)).page
    assert page == 1 or (page - 1) * PAGE_SIZE < len(chosen)


@given(members, st.booleans())
def test_who_has_no_day_comes_last_whichever_way_days_are_sorted(people: list[Member], down: bool) -> None:
    found = list_chosen(people, wish=TableWish(sort=SortBy.SINCE, descending=down))
    dated = [one.pace.since for one in found if one.pace.since]
    assert dated == sorted(dated, reverse=down)
    assert all(one.pace.since is None for one in found[len(dated) :])


@given(members)
def test_the_other_way_by_name_is_the_same_people_turned_round(people: list[Member]) -> None:
    assert list_chosen(people, wish=TableWish()) == list_chosen(people, wish=TableWish(descending=True))[::-1]


@given(wishes)
def test_what_an_address_says_is_read_back(wish: TableWish) -> None:
    assert read_table_wish(wish.as_query(), weeks=WEEKS) == wish


@given(st.dictionaries(st.sampled_from(["sort", "order", "state", "week", "q", "module", "page"]), names))
def test_no_address_is_too_odd(told: dict[str, str]) -> None:
    assert read_table_wish(told, weeks=WEEKS).page >= 1


def test_case_and_accents_make_no_difference_to_a_search() -> None:
    assert fold_name("Ana ÁLVAREZ") == fold_name("ana álvarez") == "ana alvarez"


@given(names, st.sampled_from(["", " ", "\t", "\n", "=", "+", "-", "@", "＝"]))
def test_no_cell_of_a_csv_begins_like_a_formula(name: str, sign: str) -> None:
    cell = guard_cell(sign + name)
    assert cell.endswith(sign + name)
    assert cell.lstrip()[:1] not in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
    assert cell[:1] not in {"\t", "\r", "\n"}


def test_a_csv_says_that_it_is_utf_8() -> None:
    assert "".join(write_csv([("Ana", "=1")])) == '\ufeff"Ana","\'=1"\r\n'


@given(st.lists(st.tuples(names, st.integers(0, 10**6)), max_size=26))
def test_every_bar_lies_within_its_box(numbers: list[tuple[str, int]]) -> None:
    for chart in (draw_rows(numbers, summary=""), draw_columns(numbers, summary="")):
        for bar in chart.bars:
            assert bar.width >= 0 and bar.height >= 0
            assert bar.x >= 0 and bar.x + bar.width <= 320
            assert bar.y >= 0 and bar.y + bar.height <= chart.height


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 3, 1)), st.integers(1, 50)))
def test_progress_counts_every_completion_once(days: dict[date, int]) -> None:
    weeks = count_weeks(days, today=date(2027, 3, 1))
    assert (weeks[-1].in_all if weeks else 0) == sum(days.values())
    assert all(later.in_all - later.number == one.in_all for one, later in pairwise(weeks))
    assert len(weeks) <= 26
