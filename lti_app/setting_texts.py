"""How the text of an environment variable is read: as a length of time, a number, words, a file or a folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path


def read_seconds(text: str) -> timedelta:
    """A length of time, given in seconds. Raises ValueError, which says what is wrong."""
    try:
        length = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise ValueError("is no number of seconds") from None
    if length < timedelta(0):
        raise ValueError("is negative")
    return length


def read_positive_seconds(text: str) -> timedelta:
    """The same, of at least a second. Raises ValueError, which says what is wrong."""
    length = read_seconds(text)
    if length < timedelta(seconds=1):
        raise ValueError("is shorter than a second")
    return length


def read_count(text: str) -> int:
    """A whole number that is not negative. Raises ValueError, which says what is wrong."""
    try:
        number = int(text)
    except ValueError:
        raise ValueError("is no whole number") from None
    if number < 0:
        raise ValueError("is negative")
    return number


def read_file(text: str) -> Path | None:
    """A file, which need not be there; None where none is named."""
    return Path(text).resolve() if text else None


def read_words(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def read_folder(text: str) -> Path | None:
    """A folder that is there; None where none is named. Raises ValueError, which says what is wrong."""
    if not text:
        return None
    folder = Path(text)
    if not folder.is_dir():
        raise ValueError("names no folder")
    return folder
