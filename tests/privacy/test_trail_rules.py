"""What the audit trail's page may be asked for, and where its pages begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.privacy.deed_words_rules import EventKind
from lti_app.privacy.trail_rules import (
    SOURCES,
    TrailPlace,
    TrailWish,
    find_bounds,
    read_place,
    read_trail_wish,
    write_place,
)


@given(
    st.integers(0, 10**16),
    st.sampled_from(SOURCES),
    st.integers(1, 10**9),
)
def test_a_place_is_read_as_it_was_written(microseconds: int, source: str, number: int) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    place = TrailPlace(at, source, number)
    assert read_place(write_place(place)) == place


@given(st.text())
def test_any_other_text_is_no_place_and_no_wish_falls_over(text: str) -> None:
    fields = ("kind", "who", "on-day", "on-month", "on-year", "before")
    wish = read_trail_wish(dict.fromkeys(fields, text))
    assert wish.before is None or write_place(wish.before) == text
    assert wish.on is None or wish.on.year >= 2000


def test_a_wish_is_read_and_stands_in_an_address_again() -> None:
    told = {"kind": "naming", "who": " Pat  Example ", "on-day": "27", "on-month": "3", "on-year": "2026"}
    wish = read_trail_wish(told)
    assert (wish.kind, wish.who, wish.on) == (EventKind.NAMING, "Pat Example", date(2026, 3, 27))
    assert read_trail_wish(wish.address) == wish
    assert wish.is_narrow and not TrailWish().is_narrow
    assert read_trail_wish({}) == TrailWish()


@pytest.mark.parametrize(
    "day", [("31", "2", "2026"), ("1", "", ""), ("x", "y", "z"), ("1", "1", "26"), ("²", "1", "2026")]
)
def test_what_is_no_day_is_said(day: tuple[str, str, str]) -> None:
    wish = read_trail_wish(dict(zip(("on-day", "on-month", "on-year"), day, strict=True)))
    assert wish.on is None and wish.fault is not None


def test_a_day_is_one_of_london() -> None:
    assert find_bounds(date(2026, 7, 1)) == (
        datetime(2026, 6, 30, 23, tzinfo=UTC),
        datetime(2026, 7, 1, 23, tzinfo=UTC),
    )
    begins_at, ends_at = find_bounds(date.max)
    assert begins_at == ends_at


@pytest.mark.parametrize(("who", "number"), [("12", 12), ("Pat", None), ("", None), ("9" * 12, None)])
def test_a_number_is_told_from_a_name(who: str, number: int | None) -> None:
    assert TrailWish(who=who).number == number
