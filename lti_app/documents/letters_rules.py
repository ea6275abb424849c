"""Which characters a font has, read off its file, and what stands for one that it has not."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

STAND_IN = "\N{WHITE SQUARE}"
_BLANKS = frozenset("\n\r\t ")


def read_letters(font: bytes) -> frozenset[str]:
    """The characters of a TrueType or OpenType font, by its `cmap` table (formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(count))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    points: set[int] = set()
    for number in range(subtables):
        platform, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        if platform in {0, 3}:
            points.update(_list_points(font, start + offset))
    return frozenset(chr(point) for point in points)


def replace_unshown(value: Any, letters: frozenset[str]) -> Any:
    """JSON values with each character that is not among `letters` replaced; what is no text stays as it is."""
    if isinstance(value, str):
        return "".join(one if one in letters or one in _BLANKS else STAND_IN for one in value)
    if isinstance(value, dict):
        return {key: replace_unshown(one, letters) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [replace_unshown(one, letters) for one in value]
    return value


def list_unshown(text: str, letters: frozenset[str]) -> tuple[str, ...]:
    """The characters of `text` that are not among `letters`, each once."""
    return tuple(dict.fromkeys(one for one in text if one not in letters and one not in _BLANKS))


def _list_points(font: bytes, at: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        for number in range(groups):
            first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * number)
            yield from range(first, last + 1)
    elif form == 4:
        (twice,) = struct.unpack_from(">H", font, at + 6)
        segments = twice // 2
        lasts = struct.unpack_from(f">{segments}H", font, at + 14)
        firsts = struct.unpack_from(f">{segments}H", font, at + 16 + twice)
        for first, last in zip(firsts, lasts, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
