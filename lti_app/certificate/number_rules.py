"""A certificate's number: short enough to type, too rare to guess, and a slip of the hand shows."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, so that nothing is mistaken for 1 or 0, and no word comes of it."""
DRAWS = 32**7
"""How many numbers a year has before the check character: some thirty-four thousand million."""
_MODULUS = 37
_PREFIX = "AP"
_LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make_number(*, year: int, draw: int) -> str | None:
    """The number `AP-2026-XXXX-XXXX` for a random `draw` below DRAWS.

    None where its check character would be none of the alphabet's (Crockford's check has 37 symbols, of which five
    are punctuation): draw again.
    """
    symbols = ""
    rest = draw
    for _ in range(_LENGTH - 1):
        rest, last = divmod(rest, len(ALPHABET))
        symbols = ALPHABET[last] + symbols
    check = _check(year, symbols)
    if check >= len(ALPHABET):
        return None
    return _write(year, symbols + ALPHABET[check])


def read_number(text: str) -> str | None:
    """The number as it is kept, however it was typed: in small letters, with spaces, O for 0, I or L for 1.

    None where it cannot be a number of ours: the check character is wrong for the year and the rest.
    """
    typed = "".join(one for one in text.upper() if one.isalnum())
    year, symbols = typed[2:6].translate(_READ_AS), typed[6:].translate(_READ_AS)
    if not typed.startswith(_PREFIX) or len(symbols) != _LENGTH or not (year.isascii() and year.isdigit()):
        return None
    if any(one not in ALPHABET for one in symbols):
        return None
    if ALPHABET.index(symbols[-1]) != _check(int(year), symbols[:-1]):
        return None
    return _write(int(year), symbols)


def _write(year: int, symbols: str) -> str:
    return f"{_PREFIX}-{year:04}-{symbols[:4]}-{symbols[4:]}"


def _check(year: int, symbols: str) -> int:
    value = year
    for one in symbols:
        value = value * len(ALPHABET) + ALPHABET.index(one)
    return value % _MODULUS
