"""What a document says in the place of characters that it cannot show: the name of a sign, a note for other letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

NOTE = "[words in letters that this document cannot show]"
_SKIN = range(0x1F3FB, 0x1F400)
_BLANKS = frozenset("\n\t ")
_WITHOUT_LOOK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Controls, joiners and marks that turn the reading: some fonts name them and have nothing to show for them."""

# What typst's own fonts add to the shipped one, tried letter by letter with typst 0.15: a text in Hebrew or Arabic is
# set in them. A test sets them all.
_RANGES = (
    *((0x5B0, 0x5C3), (0x5C6, 0x5C6), (0x5D0, 0x5EA), (0x5EF, 0x5F4), (0x606, 0x60C), (0x615, 0x615)),
    *((0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x655), (0x65A, 0x65A), (0x660, 0x66D)),
    *((0x674, 0x674), (0x679, 0x67B), (0x67E, 0x680), (0x683, 0x684), (0x686, 0x687), (0x691, 0x691)),
    *((0x698, 0x698), (0x6A4, 0x6A4), (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6BE, 0x6BE), (0x6CC, 0x6CC)),
    (0x6F0, 0x6F9),
)
FROM_RIGHT = frozenset(chr(point) for first, last in _RANGES for point in range(first, last + 1))
"""The letters written from the right that documents show besides those of the shipped font."""


def name_unshown(value: Any, letters: Collection[str]) -> Any:
    """JSON values in which every character of a text is among `letters`, or a blank.

    A sign that is not gives way to its name in brackets, words with such letters to a note; what has no look of its
    own (a joiner, a control) goes. What is no text stays as it is.
    """
    if isinstance(value, str):
        return _name_in_text(value, letters)
    if isinstance(value, dict):
        return {key: name_unshown(one, letters) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [name_unshown(one, letters) for one in value]
    return value


def _name_in_text(text: str, letters: Collection[str]) -> str:
    text = _WITHOUT_LOOK.sub("", unicodedata.normalize("NFC", text))
    if all(one in letters or one in _BLANKS for one in text):
        return text
    words = [_name_in_word(one, letters) for one in re.split(r"(\s+)", text)]
    return re.sub(rf"{re.escape(NOTE)}(?:\s+{re.escape(NOTE)})+", NOTE, "".join(words))


def _name_in_word(word: str, letters: Collection[str]) -> str:
    if any(one not in letters and unicodedata.category(one)[0] == "L" for one in word):
        return NOTE
    return "".join(one if one in letters or one in _BLANKS else _name_sign(one) for one in word)


def _name_sign(sign: str) -> str:
    category = unicodedata.category(sign)[0]
    if category == "Z":
        return " "
    if category in "CM" or ord(sign) in _SKIN:
        return ""
    return f"[{unicodedata.name(sign, 'a sign').lower()}]"
