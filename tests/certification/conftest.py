"""The scene of the certification cases, and the table of their outcomes at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.terminal import TerminalReporter

from tests.certification.scene import Scene, set_scene

OUTCOMES: list[tuple[str, str, int, str]] = []
HELD_BY: list[tuple[str, str, str]] = []


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The service with two councils' LMSs."""
    with set_scene(tmp_path_factory.mktemp("certification")) as made:
        yield made


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what became of every case."""
    if not OUTCOMES:
        return
    terminalreporter.section("certification")
    for group, name, status, outcome in OUTCOMES:
        terminalreporter.write_line(f"{group:<14} {name:<42} {status}  {outcome}")
    faults = sum(status >= 500 for _, _, status, _ in OUTCOMES)
    terminalreporter.write_line(f"{len(OUTCOMES)} cases, {faults} faults of ours")
    for group, line, test in HELD_BY:
        terminalreporter.write_line(f"{group}: {line}\n    {test}")
