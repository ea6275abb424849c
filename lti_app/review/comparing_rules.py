"""Two versions of somebody's words compared, word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\n+|[^\S\n]+|[^\s]+")
MOST_WORDS = 3_000
"""Above so many words in either version whole paragraphs are compared: a page must not wait for a long sum."""


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row, and what became of them."""

    change: Change
    text: str


def compare_texts(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both in order. Kept and added joined are `after`; where spaces alone differ, nothing changed.

    What was removed stands before what came in its place.
    """
    old, new = _cut(before), _cut(after)
    if max(len(old), len(new)) > MOST_WORDS * 2:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(
        None, [_flatten(one) for one in old], [_flatten(one) for one in new], autojunk=False
    )
    pieces: list[Piece] = []
    for _, first, last, begin, end in matcher.get_opcodes():
        same = _flatten("".join(old[first:last])) == _flatten("".join(new[begin:end]))
        if same:
            _add(pieces, Change.KEPT, new[begin:end])
        else:
            _add(pieces, Change.REMOVED, old[first:last])
            _add(pieces, Change.ADDED, new[begin:end])
    return _join_spaces(pieces)


def decide_changed(pieces: Sequence[Piece]) -> bool:
    """Whether anything but spaces differs."""
    return any(one.change is not Change.KEPT and one.text.strip() for one in pieces)


def _cut(text: str) -> list[str]:
    return _WORD.findall(text)


def _flatten(text: str) -> str:
    return " ".join(text.split()) if text.strip() else " "


def _add(pieces: list[Piece], change: Change, words: Sequence[str]) -> None:
    text = "".join(words)
    if not text:
        return
    if pieces and pieces[-1].change is change:
        pieces[-1] = Piece(change, pieces[-1].text + text)
    else:
        pieces.append(Piece(change, text))


def _join_spaces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """One piece for words replaced in a row: a lone space kept between two changes would cut them into single words."""
    joined: list[Piece] = []
    gone = come = ""
    for number, piece in enumerate(pieces):
        between = (
            piece.change is Change.KEPT
            and not piece.text.strip()
            and "\n" not in piece.text
            and 0 < number < len(pieces) - 1
            and bool(gone)
            and bool(come)
        )
        if piece.change is Change.REMOVED:
            gone += piece.text
        elif piece.change is Change.ADDED:
            come += piece.text
        elif between:
            gone, come = gone + piece.text, come + piece.text
        else:
            joined += _flush(gone, come)
            gone = come = ""
            joined.append(piece)
    return tuple(joined + _flush(gone, come))


def _flush(gone: str, come: str) -> list[Piece]:
    pairs = ((Change.REMOVED, gone), (Change.ADDED, come))
    return [Piece(change, text) for change, text in pairs if text]
