"""A case's texts are held against its bible, and each day, age and name that does not agree is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lti_app.programme.bible_words import age_on, read_age, read_number
from lti_app.programme.reader import check_pack
from tests.programme.small_packs import BIBLE, add_story, write_small_pack

TEXT = "module-1/part-1/text.md"
FILE = "module-1/part-1/bible.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "On Saturday 12 June 2021 Ann, aged nine, moved.\n",
        "**12 June 2021.** The school says that Annie (aged nine) goes to the Primary.\n",
        "By Saturday 12 June it was over.\n",
        "*Sat 12 Jun.* Up at three.\n",
        "Nobody said when, and in May she was older.\n",
    ],
)
def test_a_text_that_agrees_with_its_bible_has_no_fault(pack: Path, text: str) -> None:
    add_story(pack, text)
    assert check_pack(pack) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("On 13 June 2021 she moved.\n", "says 13 June 2021, a day that its bible does not have"),
        ("On Sunday 12 June 2021 she moved.\n", "which was a Saturday"),
        ("On Sunday 12 June she moved.\n", "a day that its bible does not have"),
        ("On 12 June 2021 Ann, aged eight, moved.\n", "but Ann Lee was 9 on 2021-06-12"),
        ("A girl, aged nine, moved.\n", "of nobody on a known day"),
        ("Then came Bella with Ann.\n", "names Bella"),
    ],
)
def test_what_does_not_agree_is_named_with_its_line(pack: Path, text: str, problem: str) -> None:
    add_story(pack, "A first line.\n\n" + text)
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place) == (TEXT, "line 3")
    assert problem in fault.problem
    assert fault.remedy


def write_age(words: str, who: str = "ann", on: str = "2021-06-12") -> str:
    """An entry of the bible that says whose age words are."""
    return f'[[ages]]\nfile = "text.md"\nwords = "{words}"\nwho = "{who}"\non = {on}\n'


def test_an_age_may_be_placed_by_hand(pack: Path) -> None:
    add_story(pack, "A girl, aged nine, moved.\n", BIBLE + write_age("girl, aged nine"))
    assert check_pack(pack) == []


@pytest.mark.parametrize(
    ("age", "problem"),
    [
        (write_age("girl, aged nine", on="2021-01-01"), "but ann was 8"),
        (write_age("girl, aged ten"), "does not stand in text.md"),
        (write_age("girl, aged nine", who="bob"), "names bob"),
    ],
)
def test_an_age_placed_wrongly_is_named(pack: Path, age: str, problem: str) -> None:
    add_story(pack, "A girl, aged nine, moved.\n", BIBLE + age)
    assert any(fault.file == FILE and problem in fault.problem for fault in check_pack(pack))


def test_nobody_does_anything_before_being_born(pack: Path) -> None:
    add_story(pack, "A text.\n", BIBLE.replace("2021-06-12", "2011-06-12"))
    (fault,) = check_pack(pack)
    assert (fault.file, fault.place) == (FILE, "events[2011-06-12]")


@pytest.mark.parametrize(
    ("words", "number"),
    [("aged forty-six", 46), ("her ninth birthday", 9), ("she was 12", 12), ("nobody", None), ("twenty", 20)],
)
def test_numbers_are_read_from_words(words: str, number: int | None) -> None:
    assert read_number(words) == number


def test_what_follows_aged_counts_before_any_other_number() -> None:
    assert read_age("Chloe (aged five, Year 1)") == 5


def test_a_birthday_adds_a_year_and_the_day_before_does_not() -> None:
    assert [age_on(date(2012, 2, 9), date(2021, 2, day)) for day in (8, 9)] == [8, 9]
