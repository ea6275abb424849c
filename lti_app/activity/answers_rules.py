"""What a participant has typed for one task, as a frozen value: read from a form, kept as JSON, joined."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from lti_app.activity.shape_rules import YES, Rows, Shape, list_fields, read_row_name
from lti_app.programme.model import Asks

_LINE_END = re.compile("\r\n|[\r\v\f]")


@dataclass(frozen=True, slots=True)
class Answers:
    """The fields that hold something, by name, in the order in which they stand on the page."""

    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """What the field holds; "" where it holds nothing."""
        return next((text for key, text in self.fields if key == name), "")

    def count_rows(self, prefix: str) -> int:
        """How many rows of that prefix hold something; they are numbered from 1 without gaps."""
        numbers = (found[1] for key, _ in self.fields if (found := read_row_name(key)) and found[0] == prefix)
        return max(numbers, default=0)

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written, without what was ticked."""
        return tuple(text for _, text in self.fields if text != YES)

    @property
    def longest(self) -> int:
        """The number of characters in the longest field."""
        return max((len(text) for _, text in self.fields), default=0)


NO_ANSWERS = Answers()


def read_answers(*, asks: Asks, form: Mapping[str, str]) -> Answers:
    """The answers that `form` brings for a task.

    Unknown fields, empty fields and control characters are dropped, line ends become "\\n", and empty rows
    close up. Nothing is cut short: how long a field may be is for the caller to say.
    """
    shape = list_fields(asks)
    texts = {name: text for name in form if (text := clean_text(form[name])).strip()}
    single = [(name, texts[name]) for name in shape.single if name in texts]
    rows = [pair for one in shape.rows for pair in _read_rows(one, texts)]
    return Answers(tuple(single + rows))


def clean_text(text: str) -> str:
    """`text` without control characters and lone surrogates, its lines ended by "\\n" alone.

    What word processors and PDF readers paste between lines and pages ends a line too: no two words run into one.
    """
    text = _LINE_END.sub("\n", text)
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})


def write_answers(answers: Answers) -> str:
    """The answers as JSON."""
    return json.dumps(dict(answers.fields), ensure_ascii=False)


def load_answers(text: str) -> Answers:
    """The answers that `write_answers` wrote."""
    return Answers(tuple((str(name), str(value)) for name, value in json.loads(text).items()))


def join_answers(*, asks: Asks, mine: Answers, theirs: Answers) -> Answers:
    """Both in one: nothing that was typed in either is left out.

    Where a typed field differs, theirs stands first, then mine; of two choices mine counts. Rows of mine that
    theirs does not have follow theirs.
    """
    shape = list_fields(asks)
    single = [
        (name, text)
        for name in shape.single
        if (text := _join_field(shape, name, mine.get(name), theirs.get(name)))
    ]
    rows = [pair for one in shape.rows for pair in _join_rows(one, mine, theirs)]
    return Answers(tuple(single + rows))


def list_rows(answers: Answers, rows: Rows) -> list[tuple[str, ...]]:
    """The filled rows, each with the text of its parts in the order of `rows.parts`."""
    count = answers.count_rows(rows.prefix)
    return [
        tuple(answers.get(rows.name(number, part)) for part in rows.parts) for number in range(1, count + 1)
    ]


def _read_rows(rows: Rows, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, text in texts.items():
        read = read_row_name(name)
        if read is not None and read[0] == rows.prefix and read[2] in rows.parts:
            found.setdefault(read[1], {})[read[2]] = text
    return _number_rows(
        rows, [tuple(found[key].get(part, "") for part in rows.parts) for key in sorted(found)]
    )


def _number_rows(rows: Rows, filled: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    return [
        (rows.name(number, part), text)
        for number, texts in enumerate(filled, start=1)
        for part, text in zip(rows.parts, texts, strict=True)
        if text
    ]


def _join_field(shape: Shape, name: str, mine: str, theirs: str) -> str:
    if name in shape.chosen or not mine or not theirs:
        return mine or theirs
    if mine.strip() in theirs:
        return theirs
    return mine if theirs.strip() in mine else f"{theirs}\n\n{mine}"


def _join_rows(rows: Rows, mine: Answers, theirs: Answers) -> list[tuple[str, str]]:
    first = list_rows(theirs, rows)
    return _number_rows(rows, first + [row for row in list_rows(mine, rows) if row not in first])
