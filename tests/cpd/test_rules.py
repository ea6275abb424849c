"""The CPD year, what counts in it, and the shape of a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.cpd.shape_rules import (
    HEADINGS,
    CpdWords,
    Field,
    find_date_fault,
    list_gaps,
    load_words,
    make_first_words,
    read_words,
    write_text,
    write_words,
)
from lti_app.cpd.year_rules import Piece, get_year, judge_year

TODAY = date(2026, 11, 22)
FULL = CpdWords("Reading", "About it", "Much", "Everything", "", "3", "11", "2026")


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2026, 11, 30), date(2025, 12, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 11, 30)),
        (date(2027, 1, 1), date(2026, 12, 1), date(2027, 11, 30)),
    ],
)
def test_the_year_runs_from_december_to_november(on: date, first: date, last: date) -> None:
    year = get_year(on)
    assert (year.first_on, year.last_on) == (first, last)


@given(st.dates(date(1995, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_year_and_the_next_year_follows(on: date) -> None:
    year = get_year(on)
    assert year.first_on <= on <= year.last_on
    assert get_year(year.last_on + timedelta(days=1)).first_on == year.last_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("pieces", "missing", "lacks_peer"),
    [
        ([], 2, True),
        ([(TODAY, True)], 1, False),
        ([(TODAY, False), (date(2025, 12, 1), False)], 0, True),
        ([(TODAY, False), (date(2025, 12, 1), True), (TODAY, False)], 0, False),
        ([(date(2025, 11, 30), True), (date(2026, 12, 1), True)], 2, True),
        ([(date(2025, 12, 1), False), (date(2026, 11, 30), True)], 0, False),
    ],
)
def test_two_pieces_a_year_are_asked_for_and_one_with_a_peer(
    pieces: list[tuple[date, bool]], missing: int, lacks_peer: bool
) -> None:
    standing = judge_year((Piece(on, peer) for on, peer in pieces), today=TODAY)
    assert (standing.missing, standing.lacks_peer) == (missing, lacks_peer)


def test_a_record_is_complete_without_a_peer_and_not_without_anything_else() -> None:
    assert list_gaps(FULL, today=TODAY) == ()
    for field in (Field.TYPE, Field.DESCRIPTION, Field.LEARNT, Field.IMPACT):
        assert list_gaps(replace(FULL, **{field.value: " \n"}), today=TODAY) == (HEADINGS[field],)
    assert list_gaps(replace(FULL, day="", month="", year=""), today=TODAY) == ("Date",)


@pytest.mark.parametrize(
    ("day", "month", "year", "fault"),
    [
        ("31", "2", "2026", "real date"),
        ("x", "2", "2026", "real date"),
        ("3", "11", "26", "real date"),
        ("23", "11", "2026", "future"),
        ("22", "11", "2026", None),
        ("", "", "", None),
    ],
)
def test_a_date_that_cannot_be_is_named(day: str, month: str, year: str, fault: str | None) -> None:
    found = find_date_fault(replace(FULL, day=day, month=month, year=year), today=TODAY)
    assert (fault in found) if fault and found else found is fault


def test_a_new_record_has_title_place_and_date_and_none_of_the_words() -> None:
    words = make_first_words(
        programme="Achieving Permanence", title="A study", place="Module 1, Week 2", on=TODAY
    )
    assert "‘A study’ (Module 1, Week 2)" in words.description and words.done_on == TODAY
    assert (words.learnt, words.impact, words.peer) == ("", "", "")


@given(st.builds(CpdWords, *(st.text(max_size=40) for _ in range(8))))
def test_words_are_kept_exactly(words: CpdWords) -> None:
    assert load_words(write_words(words)) == words


def test_what_a_form_sends_is_read_with_one_kind_of_line_end_and_every_word_of_it() -> None:
    words = read_words({"learnt": "a\r\nb\rc\0", "impact": "word " * 4000, "date-day": "3", "other": "y"})
    assert words.learnt == "a\nb\nc" and words.impact == "word " * 4000 and words.day == "3"


def test_a_date_of_any_ten_signs_is_read_without_a_fault() -> None:
    for year in ("9999999999", "-999999999", "2147483648", "0", "२०२६", "20 26"):
        words = replace(FULL, year=year)
        assert words.done_on is None or words.done_on.year == 2026
        assert list_gaps(words, today=TODAY) == (() if words.done_on else ("Date",))


def test_the_text_has_every_heading_of_the_form_in_its_order() -> None:
    text = write_text(FULL)
    headings = [
        HEADINGS[Field.TYPE],
        HEADINGS[Field.DESCRIPTION],
        "Date",
        *(HEADINGS[field] for field in (Field.LEARNT, Field.IMPACT, Field.PEER)),
    ]
    assert [line for line in text.split("\n") if line in headings] == headings
    assert "3 November 2026" in text and "(nothing yet)" in text
