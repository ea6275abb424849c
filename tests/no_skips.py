"""A pytest plugin: browser tests skip where there is no browser, skips are named, and CI takes none."""

from __future__ import annotations

import os

import pytest

from tests.browsers import MISSING, find_browser


class Skips:
    """What was skipped in this run, each with the reason it gave."""

    def __init__(self, *, allowed: bool) -> None:
        self.allowed = allowed
        self.said: list[str] = []

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.get_closest_marker("browser") is not None and find_browser() is None:
            pytest.skip(MISSING)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.said.append(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.said and not self.allowed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.said:
            terminalreporter.write_line(f"skipped: {line}", yellow=True)
        if self.said and not self.allowed:
            terminalreporter.write_line("CI takes no skip: what was skipped was not shown to work.", red=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(
        Skips(allowed=os.environ.get("CI", "").lower() not in {"1", "true"}), "skips"
    )
