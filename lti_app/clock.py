"""The only wall clock of the service, which may go ahead on a loopback address; everything else is given `now`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

ISO_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?=[\dT])(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)

FARTHEST = timedelta(days=3653)


def utc_now() -> datetime:
    """The present instant, aware, in UTC; as far from the real one as `set_clock` said."""
    return datetime.now(UTC) + _hand.read_offset()


def set_clock(*, offset: timedelta, file: Path | None) -> None:
    """Let this process's clock differ by `offset` and, where there is a `file`, by what stands in it at each look.

    Decision 0013. Raises ValueError or OSError where the file cannot be read.
    """
    _hand.set(offset, file)


def read_offset(text: str) -> timedelta:
    """A length of time that may be negative: seconds (`86400`), or weeks and less in ISO 8601 (`P3W`, `-P1DT2H`).

    Raises ValueError; for months and years too, whose length depends on the day.
    """
    plain = text.strip()
    found = ISO_DURATION.fullmatch(plain)
    try:
        if found is None:
            offset = timedelta(seconds=float(plain))
        else:
            parts = {name: float(value or 0) for name, value in found.groupdict().items() if name != "sign"}
            offset = timedelta(**parts) * (-1 if found["sign"] == "-" else 1)
    except (ValueError, OverflowError) as fault:
        raise ValueError("is neither seconds nor a duration such as P3W or P1DT12H") from fault
    if abs(offset) > FARTHEST:
        raise ValueError("is more than ten years")
    return offset


class _Hand:
    """How far this process's clock is from the real one; a file is read again only when it has changed."""

    def __init__(self) -> None:
        self.set(timedelta(0), None)

    def set(self, offset: timedelta, file: Path | None) -> None:
        self._fixed, self._file = offset, file
        self._kept: tuple[tuple[int, int], timedelta] | None = None
        self.read_offset()

    def read_offset(self) -> timedelta:
        if self._file is None:
            return self._fixed
        stat = self._file.stat()
        name = (stat.st_mtime_ns, stat.st_ino)
        kept = self._kept
        if kept is None or kept[0] != name:
            kept = self._kept = (name, read_offset(self._file.read_text(encoding="utf-8")))
        return self._fixed + kept[1]


_hand = _Hand()
