"""The table that a run ends with, and the same numbers as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.delivery import Delivery
from tests.benchmarks.launch_cost import AGAIN, BARE, FIRST, PEER, VERIFY, Costs
from tests.benchmarks.statements import Statements
from tests.benchmarks.watching import Watched

AIM = 1.5
"""A known person's whole launch may cost this many times what it costs the peer."""


@dataclass(slots=True)
class Report:
    """Everything that one run has found. `parses` is tokens fetched and private keys parsed for them."""

    database: str
    launches: int
    rounds: int
    costs: Costs
    statements: Statements
    parses: tuple[int, int]
    deliveries: list[Delivery] = field(default_factory=list)
    watched: Watched | None = None


def write_json(report: Report, file: Path) -> None:
    """Write the numbers, each round's own included, and the ratios to the peer."""
    ratios = {name: report.costs.find_ratio(name, PEER) for name in (FIRST, AGAIN, BARE, VERIFY)}
    file.write_text(json.dumps({**asdict(report), "aim": AIM, "ratios_to_peer": ratios}, indent=1) + "\n")


def format_report(report: Report) -> str:
    """The table as text."""
    lines = [
        f"Service on {report.database}, two gunicorn workers. {report.rounds} rounds of {report.launches} launches;",
        "medians over the rounds, ratios taken within each round. Only ratios of one run mean anything.",
        "",
        *_format_costs(report.costs),
        "",
        *_format_steps(report.costs),
        "",
        *_format_statements(report.statements),
        f"key sets fetched by one process over this run: {report.statements.key_sets}",
        f"private keys parsed by one process for {report.parses[0]} access tokens: {report.parses[1]}",
        "",
        *_format_deliveries(report.deliveries),
        *(["", *format_watched(report.watched)] if report.watched else []),
    ]
    return "\n".join(lines)


def _format_costs(costs: Costs) -> list[str]:
    rows = [("CPU per whole launch", "ms", "x peer", "x bare request", "spread", "beside, ms")]
    for name in (FIRST, AGAIN, PEER, BARE, VERIFY):
        spent = costs.whole[name]
        rows.append(
            (
                name,
                f"{median(spent):.2f}",
                f"{costs.find_ratio(name, PEER):.2f}",
                f"{costs.find_ratio(name, BARE):.1f}",
                f"{min(spent):.2f} to {max(spent):.2f}",
                f"{median(costs.beside[name]):.2f}",
            )
        )
    reached = "reached" if costs.find_ratio(AGAIN, PEER) <= AIM else "not reached"
    return [
        *_align(rows),
        f"aim: at most {AIM} x the peer for a known person's launch, real page included: {reached}",
    ]


def _format_steps(costs: Costs) -> list[str]:
    rows = [("of it, by request", "ms")]
    rows += [
        (name, f"{median(spent):.2f}")
        for name, spent in costs.steps.items()
        if not name.startswith((BARE, VERIFY))
    ]
    return _align(rows)


def _format_statements(statements: Statements) -> list[str]:
    rows = [("database statements", "few people", f"{statements.people} people")]
    rows += [(name, str(count), str(statements.many[name])) for name, count in statements.few.items()]
    growing = ", ".join(statements.growing)
    return [*_align(rows), f"growing with the cohort: {growing or 'none'}"]


def _format_deliveries(deliveries: Sequence[Delivery]) -> list[str]:
    rows = [("scores delivered", "LMS delay, ms", "scores", "per second", "CPU per score, ms", "tokens")]
    rows += [
        (
            one.name,
            str(one.delay_ms),
            str(one.scores),
            f"{one.per_second:.0f}",
            f"{one.cpu_ms:.2f}",
            str(one.tokens),
        )
        for one in deliveries
    ]
    return _align(rows)


def format_watched(watched: Watched) -> list[str]:
    """The section about a watched release."""
    rows: list[tuple[str, ...]] = [
        ("from a trainer's tap to the screen", "median", "95th percentile", "slowest")
    ]
    rows += [
        (f"{watched.watchers} watching pages, s", *(f"{one:.2f}" for one in watched.spread)),
        ("one real browser, s", "", "", f"{max(watched.screen):.2f}"),
    ]
    return [
        *_align(rows),
        f"questions answered per second: {watched.asked_per_second:.0f}; "
        f"processor cores busy: {watched.quiet_cores:.2f} while nothing is new, "
        f"{watched.release_cores:.2f} around releases; "
        f"memory of the web server: {watched.memory:.0f} MB",
    ]


def _align(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        )
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
