"""A certificate's number: unlike any other, told from a slip of the hand, and read however it is typed."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from lti_app.certificate.number_rules import ALPHABET, DRAWS, make_number, read_number

DRAWN = st.integers(min_value=0, max_value=DRAWS - 1)


@given(DRAWN)
def test_a_number_is_read_back_however_it_is_typed(draw: int) -> None:
    number = make_number(year=2026, draw=draw)
    assume(number is not None)
    assert number is not None and re.fullmatch(rf"AP-2026-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", number)
    typed = number[8:].replace("0", "o").replace("1", "l").lower()
    for text in (number, f" ap 2026 {typed} ", number.replace("-", ""), number.lower()):
        assert read_number(text) == number


@given(DRAWN, st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(draw: int, place: int, other: str) -> None:
    number = make_number(year=2026, draw=draw)
    assume(number is not None and number[place] not in {"-", other})
    assert number is not None
    assert read_number(number[:place] + other + number[place + 1 :]) is None


@given(DRAWN, st.sampled_from((8, 9, 10, 13, 14, 15)))
def test_two_neighbours_changed_about_are_noticed(draw: int, place: int) -> None:
    number = make_number(year=2026, draw=draw)
    assume(number is not None and number[place] != number[place + 1])
    assert number is not None
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert read_number(swapped) is None


@given(DRAWN)
def test_another_year_is_another_number(draw: int) -> None:
    number = make_number(year=2026, draw=draw)
    assume(number is not None)
    assert number is not None and read_number(number.replace("AP-2026", "AP-2027")) is None


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read = read_number(text)
    assert read is None or read_number(read) == read


def test_different_draws_give_different_numbers() -> None:
    numbers = [make_number(year=2026, draw=draw) for draw in range(2000)]
    given_out = [one for one in numbers if one is not None]
    assert len(given_out) == len(set(given_out)) > 1500
