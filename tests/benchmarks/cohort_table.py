"""What a trainer's pages cost with ten thousand people in one cohort: `python -m tests.benchmarks.cohort_table`."""

from __future__ import annotations

import argparse
import logging
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from lti_app.database import db
from tests.benchmarks.cohort_work import add_work
from tests.benchmarks.running import POSTGRESQL, find_postgres
from tests.benchmarks.servers import ROOT, Server
from tests.builders import CLAIM, INSTRUCTOR, csrf_of, make_app, make_lms, make_settings
from tests.dashboard.crowds import add_crowd
from tests.databases import postgres_url, sqlite_url, stop_postgres

PEOPLE, ROUNDS = 10_000, 5
AIM_MILLISECONDS = 300
PAGES = (
    "cohort",
    "cohort?order=desc",
    "cohort?page=100",
    "cohort?sort=furthest",
    "cohort?sort=furthest&order=desc&page=150",
    "cohort?sort=since",
    "cohort?sort=since&order=desc&page=100",
    "cohort?q=garcia",
    "cohort?q=garcia&state=Stuck",
    "cohort?state=Stuck",
    "cohort?week=203",
    "cohort?module=1",
    "cohort/charts",
    "cohort/messages",
    "cohort/review",
    "cohort/review?page=300",
    "cohort/review?page=2000",
    "cohort/review?state=returned",
    "cohort/review?state=all&page=3000",
    "cohort/review?held=yes",
    "cohort/review?activity=m1-w2",
    "cohort/review?person=500",
    "workshop/m1-w4/questions",
    "workshop/m1-w4/run-sheet",
)
EXPORT = "cohort/export"


@dataclass(frozen=True, slots=True)
class Cost:
    """What answers cost, in milliseconds of this process's CPU, of PostgreSQL's, and of the clock."""

    cpu: float
    beside: float
    clock: float


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer with the cohort, and the database's server where there is one."""

    client: FlaskClient
    root: str
    beside: Server | None
    told: list[str]

    def measure(self, address: str, *, rounds: int) -> tuple[Cost, Cost, int]:
        """The cost of the first answer, the least of each kind of the next ones, and the statements of the last."""
        token = csrf_of(self.client.get(f"{self.root}/cohort?module=1").text) if address == EXPORT else ""
        spent = [self._cost(lambda: self._ask(address, token)) for _ in range(rounds + 1)]
        least = Cost(
            min(one.cpu for one in spent[1:]),
            min(one.beside for one in spent[1:]),
            min(one.clock for one in spent[1:]),
        )
        return spent[0], least, len(self.told)

    def _ask(self, address: str, token: str) -> None:
        place = f"{self.root}/{address}"
        form = {"kind": "csv", "csrf_token": token}
        answer = self.client.post(place, data=form) if token else self.client.get(place)
        assert answer.status_code == 200, address
        assert answer.data

    def _cost(self, ask: Callable[[], None]) -> Cost:
        self.told.clear()
        beside, cpu, clock = self._read_beside(), time.process_time(), time.perf_counter()
        ask()
        return Cost(
            (time.process_time() - cpu) * 1000,
            (self._read_beside() - beside) * 1000,
            (time.perf_counter() - clock) * 1000,
        )

    def _read_beside(self) -> float:
        return self.beside.read_cpu() if self.beside is not None else 0.0


@contextmanager
def open_cohort(folder: Path, url: str, *, people: int) -> Iterator[Trainer]:
    """A trainer whose cohort has so many people, with their work."""
    trainer = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
    with make_app(make_settings(folder, DATABASE_URL=url)) as app, make_lms(app) as lms:
        lms.register()
        client = app.test_client()
        lms.enter(client)
        root = lms.enter(client, **trainer)
        add_work(app, add_crowd(app, people=people))
        told: list[str] = []
        _prepare(app, told)
        yield Trainer(client, root, find_postgres(url), told)


def _prepare(app: Flask, told: list[str]) -> None:
    """Have the statements noted, the tables counted as autovacuum does, and rubbish collected as in the web server."""

    def note(*given: object) -> None:
        told.append(str(given[2]))

    with app.app_context():
        if db.engine.dialect.name == POSTGRESQL:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        event.listen(db.engine, "before_cursor_execute", note)
    runpy.run_path(str(ROOT / "config/gunicorn.py"))["when_ready"](None)


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cohort_table", description=__doc__)
    parser.add_argument("people", nargs="?", type=int, default=PEOPLE)
    parser.add_argument("--database", choices=("sqlite", POSTGRESQL), default="sqlite")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            url = postgres_url() if asked.database == POSTGRESQL else sqlite_url(place)
            with open_cohort(place, url, people=asked.people) as trainer:
                _print(trainer, asked)
    finally:
        stop_postgres()


def _print(trainer: Trainer, asked: argparse.Namespace) -> None:
    print(
        f"{asked.people:,} people, {asked.database}; milliseconds, the least of {asked.rounds} after the first; "
        f"the aim for a page is {AIM_MILLISECONDS}",
        file=sys.stdout,
    )
    print(f"{'':42}   first     CPU  beside   clock  statements", file=sys.stdout)
    for address in (*PAGES, EXPORT):
        first, least, statements = trainer.measure(address, rounds=asked.rounds if address != EXPORT else 1)
        print(
            f"{address:42} {first.cpu:7.0f} {least.cpu:7.0f} {least.beside:7.0f} {least.clock:7.0f} {statements:7}",
            file=sys.stdout,
            flush=True,
        )


if __name__ == "__main__":
    main()
