"""The whole service in processes of its own, with the practice LMS at another site, for one worker's journeys."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.demo.places import ROOT, Places
from tests.demo.processes import Running, start, stop, wait_until_ready
from tests.demo.steps import FLASK, ORGANISATION
from tests.installed import install
from tests.journeys.moved_clock import MovedClock
from tests.ports import free_port
from tests.practice_lms.server import PracticeLms

# Retries that a council spaces over minutes come within seconds here, by the settings that config/README.md names.
HURRY = {
    "SCORE_FIRST_RETRY": "0.2",
    "SCORE_LONGEST_RETRY": "0.5",
    "SCORE_LONGEST_PAUSE": "0.5",
    "SCORE_SWEEP_EVERY": "1",
    "LINE_ITEMS_REFRESH_AFTER": "1",
}
# What an installation has before anybody comes: all else is emptied between journeys.
SET_UP = {"alembic_version", "organisations", "platforms", "deployments", "signing_keys", "sqlite_sequence"}


@dataclass(frozen=True, slots=True)
class JourneyPlaces(Places):
    """Two ports, and a folder for this worker alone."""

    folder: Path

    @property
    def clock_file(self) -> Path:
        """Return the file by which everybody's clock can be moved."""
        return self.folder / "clock-offset"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment in which the service and its worker run."""
        mine = {
            "INSTANCE_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'service.sqlite3'}",
            "JOBS_URL": f"sqlite:///{self.folder / 'jobs.sqlite3'}",
            "CLOCK_OFFSET_FILE": str(self.clock_file),
        }
        return Places(self.tool_port, self.lms_port).environment | HURRY | mine


@dataclass(frozen=True, slots=True)
class Stack:
    """The running service and LMS, the clock that they share, and the service's database."""

    places: JourneyPlaces
    lms: PracticeLms

    @property
    def clock(self) -> MovedClock:
        """Return the clock."""
        return MovedClock(self.places.clock_file)

    @property
    def tool_url(self) -> str:
        """Return the service's address."""
        return self.places.tool_url

    def begin_anew(self) -> None:
        """Forget what people did at the LMS and in the service; both stay set up, at the machine's own hour."""
        self.clock.go_back()
        self.lms.reset()
        with self._database() as database:
            tables = {
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            for table in tables - SET_UP:
                database.execute(f"DELETE FROM {table}")

    def end_visits(self) -> None:
        """Let every open visit be past its last moment."""
        with self._database() as database:
            database.execute("UPDATE visits SET ends_at = opened_at")

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self._database() as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with (
            closing(sqlite3.connect(self.places.folder / "service.sqlite3", timeout=10)) as database,
            database,
        ):
            yield database


@contextmanager
def run_stack(folder: Path) -> Iterator[Stack]:
    """The whole service, set up with the practice LMS; every process ends with the block."""
    places = JourneyPlaces(free_port(), free_port(), folder)
    running: list[Running] = []
    MovedClock(places.clock_file).go_back()
    clock = ("--clock-offset-file", str(places.clock_file))
    with PracticeLms.start(places.tool_url, folder / "lms", places.lms_port, clock) as lms:
        install(places.environment, ["--organisation", ORGANISATION, *lms.registration.as_options()])
        serve = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
        try:
            for name, command in (("service", serve), ("worker", [*FLASK, "jobs", "run"])):
                running.append(start(name, command, places.environment, folder / f"{name}.log", ROOT))
            wait_until_ready(f"{places.tool_url}/readyz", running)
            yield Stack(places, lms)
        finally:
            stop(running)
