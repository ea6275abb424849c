"""How days, ages and names are written in a text, and how they are read from it."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = (
    *(
        "nought",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_NUMBERS = (
    {word: number for number, word in enumerate(_UNITS)}
    | {f"{word}th": number for number, word in enumerate(_UNITS) if number > 3}
    | _ORDINALS
    | {word: 10 * (number + 2) for number, word in enumerate(_TENS)}
    | {
        f"{ten}-{_UNITS[unit]}": 10 * (number + 2) + unit
        for number, ten in enumerate(_TENS)
        for unit in range(1, 10)
    }
)

DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join((*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS)))}),? )?"
    rf"\b(?P<day>[1-9]|[12][0-9]|3[01]) "
    rf"(?P<month>{'|'.join((*_MONTHS, *(month[:3] for month in _MONTHS)))})\b(?: (?P<year>[0-9]{{4}})\b)?"
)
"""A day, such as `Saturday 12 June 2021` or `Sat 12 Jun`; day of the week and year may be left out."""

AGED = re.compile(r"\baged (?P<age>[a-z]+(?:-[a-z]+)?|[0-9]{1,3})\b")
SENTENCE = re.compile(r"(?<=[.!?])[\"')*]*\s+")
CAPITALISED = re.compile(r"(?<=[a-z,;)] )(?P<word>[A-Z][^\W\d_]*[a-zà-ü])\b")
"""A word with a capital that does not begin a sentence, a line or a quotation."""

NO_NAMES = frozenset(
    {
        *_MONTHS,
        *_WEEKDAYS,
        *(f"{weekday}s" for weekday in _WEEKDAYS),
        *("Christmas", "Easter", "Bank", "Holiday", "Year", "English", "England", "British", "Britain"),
        *("Mr", "Mrs", "Ms", "Miss", "Dr", "Mum", "Dad", "Council", "Children", "Services"),
        *("Module", "Workshop", "Part", "Chapter", "Case", "Trainer", "Participants", "Please"),
        *("One", "Two", "Three", "Four", "Five", "Six", "Seven"),
    }
)
"""Words with a capital that are no names of the story, whatever the story is."""


def read_day(found: re.Match[str]) -> date | None:
    """The day that a match of `DAY` means; None where it has no year, or there is no such day."""
    if not found["year"]:
        return None
    try:
        month = next(
            number for number, name in enumerate(_MONTHS, start=1) if name.startswith(found["month"])
        )
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def is_day(found: re.Match[str], day: date) -> bool:
    """Whether a match of `DAY` may mean `day`: same day and month, the weekday and the year where they are given."""
    weekday, year = found["weekday"], found["year"]
    return (
        int(found["day"]) == day.day
        and _MONTHS[day.month - 1].startswith(found["month"])
        and (weekday is None or weekday_of(day).startswith(weekday))
        and (year is None or int(year) == day.year)
    )


def weekday_of(day: date) -> str:
    """The name of its day of the week."""
    return _WEEKDAYS[day.weekday()]


def read_age(words: str) -> int | None:
    """The age that `words` say: what follows "aged", else the last number in them; None where there is none."""
    found = AGED.search(words)
    return read_number(found["age"] if found else words)


def read_number(words: str) -> int | None:
    """The last number in `words`, in figures or in words up to ninety-nine; None where there is none."""
    found = re.findall(r"[0-9]+|[a-z]+(?:-[a-z]+)?", words.lower())
    numbers = [
        int(one) if one.isdigit() else _NUMBERS[one] for one in found if one.isdigit() or one in _NUMBERS
    ]
    return numbers[-1] if numbers else None


def age_on(born: date, on: date) -> int:
    """Whole years from a birth to a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
