"""The clock that the service, its worker and the LMS share, moved while they run (decision 0013)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class MovedClock:
    """The file that every process looks at."""

    file: Path

    def go_to(self, day: date, hour: int = 10) -> None:
        """Let it be that hour of that day in London, everywhere at once."""
        self._write(datetime.combine(day, time(hour), LONDON) - datetime.now(UTC))

    def go_back(self) -> None:
        """Let it be the machine's own hour."""
        self._write(timedelta(0))

    def _write(self, offset: timedelta) -> None:
        written = self.file.with_suffix(".new")
        written.write_text(str(offset.total_seconds()))
        written.replace(self.file)
