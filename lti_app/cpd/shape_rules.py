"""The shape of a record, as Social Work England's form asks for it, and what of it is still to be filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lti_app.cohort.day_rules import write_day

LONGEST_DATE_PART = 10


class Field(StrEnum):
    """The fields for words, in the form's order."""

    TYPE = "type"
    DESCRIPTION = "description"
    LEARNT = "learnt"
    IMPACT = "impact"
    PEER = "peer"


HEADINGS = {
    Field.TYPE: "Type of CPD",
    Field.DESCRIPTION: "A short description, and why it matters to you",
    Field.LEARNT: "What you learnt",
    Field.IMPACT: "The positive impact on your practice and on the people you work with",
    Field.PEER: "What you learnt from discussing it with a peer",
}
DATE_HEADING = "Date"
NEEDED = (Field.TYPE, Field.DESCRIPTION, Field.LEARNT, Field.IMPACT)


@dataclass(frozen=True, slots=True)
class CpdWords:
    """What a record says: five texts, and the date as it was typed."""

    type: str = ""
    description: str = ""
    learnt: str = ""
    impact: str = ""
    peer: str = ""
    day: str = ""
    month: str = ""
    year: str = ""

    def get(self, field: Field) -> str:
        """The text of a field."""
        text: str = getattr(self, field.value)
        return text

    @property
    def done_on(self) -> date | None:
        """The day that was typed; None where there is no such day."""
        try:
            return date(int(self.year), int(self.month), int(self.day))
        except (ValueError, OverflowError):
            # Ten digits are a number that no calendar counts to, and `date` does not call that a wrong value.
            return None


def read_words(form: Mapping[str, str]) -> CpdWords:
    """What a form sent, line ends made one kind, and no word of it cut: what is too long is refused as a form."""
    texts = {field.value: _read(form.get(field.value, "")) for field in Field}
    dates = {
        part: _read(form.get(f"date-{part}", ""))[:LONGEST_DATE_PART] for part in ("day", "month", "year")
    }
    return CpdWords(**texts, **dates)


def make_first_words(*, programme: str, title: str, place: str, on: date) -> CpdWords:
    """What a new record begins with: where it comes from and when, and none of what was written."""
    return CpdWords(
        type="Reflection on a learning programme",
        description=f"‘{title}’ ({place}), a piece of my work on the programme {programme}.",
        day=str(on.day),
        month=str(on.month),
        year=str(on.year),
    )


def list_gaps(words: CpdWords, *, today: date) -> tuple[str, ...]:
    """The headings of what is still to be filled in; peer reflection is not needed in every record."""
    gaps = [HEADINGS[field] for field in NEEDED if not words.get(field).strip()]
    if find_date_fault(words, today=today) is not None or words.done_on is None:
        gaps.append(DATE_HEADING)
    return tuple(gaps)


def find_date_fault(words: CpdWords, *, today: date) -> str | None:
    """What is wrong with the date that was typed; None where it is right, or none was typed."""
    if not (words.day or words.month or words.year):
        return None
    if words.done_on is None or words.done_on.year < 1990:
        return "Enter a real date, such as 27 3 2026"
    if words.done_on > today:
        return "The date must not be in the future"
    return None


def write_words(words: CpdWords) -> str:
    """The JSON text that is kept."""
    return json.dumps({name: getattr(words, name) for name in CpdWords.__slots__}, ensure_ascii=False)


def load_words(text: str) -> CpdWords:
    """What `write_words` wrote."""
    return CpdWords(**json.loads(text))


def write_text(words: CpdWords) -> str:
    """The record as plain text, each answer under its heading, to paste or to keep."""
    return "\n\n".join(f"{heading}\n{text}" for heading, text in list_parts(words)) + "\n"


def list_parts(words: CpdWords) -> list[tuple[str, str]]:
    """Heading and answer of each part of the record, in the form's order; what is empty says so."""
    parts = [(HEADINGS[field], words.get(field).strip()) for field in Field]
    parts.insert(2, (DATE_HEADING, write_day(words.done_on) if words.done_on else ""))
    return [(heading, text or "(nothing yet)") for heading, text in parts]


def is_same(one: CpdWords, other: CpdWords) -> bool:
    """Whether two say the same, but for spaces at the ends."""
    return _strip(one) == _strip(other)


def _strip(words: CpdWords) -> CpdWords:
    return replace(words, **{name: getattr(words, name).strip() for name in CpdWords.__slots__})


def _read(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
