"""Runs every measurement and prints one table: `python -m tests.benchmarks`, which is `make bench`."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.benchmarks.delivery import Delivery, add_people, count_key_parses, deliver, deliver_plainly
from tests.benchmarks.inside import Inside, run_inside
from tests.benchmarks.launch_cost import Costs, Field, measure_costs
from tests.benchmarks.report import Report, format_report, format_watched, write_json
from tests.benchmarks.running import (
    POSTGRESQL,
    RunningLms,
    Tool,
    install_tool,
    run_bare,
    run_lms,
    run_peer,
    run_tool,
    run_worker,
)
from tests.benchmarks.signing import ACTIVITY
from tests.benchmarks.statements import MANY, measure_statements
from tests.benchmarks.watching import WATCHERS, Watched, measure_watching
from tests.databases import stop_postgres

LAUNCHES, ROUNDS = 150, 5
SCORES = ((0, 2000), (50, 400))
"""Milliseconds of the LMS's delay, and how many scores are sent at that delay."""


def main() -> None:
    """Measure and tell."""
    asked = _read_arguments()
    # The service's own lines would bury the table.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            if asked.only_watchers:
                print("\n".join(format_watched(_measure_watching(asked, Path(folder)))))
                return
            report = _measure(asked, Path(folder))
    finally:
        stop_postgres()
    print(format_report(report))
    if asked.json:
        write_json(report, asked.json)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", POSTGRESQL), default="sqlite")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE as well")
    parser.add_argument("--launches", type=int, default=LAUNCHES, help="launches in a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--watchers", type=int, default=WATCHERS, help="pages that watch a release")
    parser.add_argument("--only-watchers", action="store_true", help="measure nothing but a watched release")
    return parser.parse_args()


def _measure(asked: argparse.Namespace, folder: Path) -> Report:
    with run_lms(folder) as lms:
        tell("installing the service")
        tool = install_tool(folder, lms.lms, database=asked.database)
        costs = _measure_launches(asked, folder, lms, tool)
        with run_inside(tool, lms.lms) as inside:
            tell("counting statements")
            statements = measure_statements(inside, lms, many=MANY)
            add_people(inside, max(scores for _, scores in SCORES))
            parses = count_key_parses(inside, lms)
            deliveries = _measure_deliveries(folder, lms, tool, inside)
    watched = _measure_watching(asked, folder)
    return Report(
        asked.database, asked.launches, asked.rounds, costs, statements, parses, deliveries, watched
    )


def _measure_watching(asked: argparse.Namespace, folder: Path) -> Watched:
    """A release watched by many, in an installation of its own."""
    place = folder / "watched"
    place.mkdir()
    with run_lms(place) as lms:
        tool = install_tool(place, lms.lms, database=asked.database)
        with run_tool(place, tool, title=ACTIVITY) as ours:
            tell(f"a release watched by {asked.watchers} pages and a browser")
            return measure_watching(ours, lms.lms, watchers=asked.watchers)


def _measure_launches(asked: argparse.Namespace, folder: Path, lms: RunningLms, tool: Tool) -> Costs:
    with (
        run_tool(folder, tool, title=ACTIVITY) as ours,
        run_peer(folder, lms.lms) as peer,
        run_bare(folder) as bare,
    ):
        return measure_costs(Field(ours, peer, bare, lms.lms, asked.launches, asked.rounds), tell)


def _measure_deliveries(folder: Path, lms: RunningLms, tool: Tool, inside: Inside) -> list[Delivery]:
    deliveries = []
    with run_worker(folder, tool) as worker:
        for number, (delay_ms, scores) in enumerate(SCORES):
            tell(f"delivering scores at {delay_ms} ms")
            deliveries.append(
                deliver(inside, worker, lms, delay_ms=delay_ms, scores=scores, given=50 + number)
            )
            deliveries.append(deliver_plainly(lms, delay_ms=delay_ms, scores=scores))
    return deliveries


def tell(what: str) -> None:
    """Say on the error stream what is being done."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
