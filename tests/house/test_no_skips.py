"""A skipped test is named, and in continuous integration it fails the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SKIPPED = "import pytest\n\ndef test_later():\n    pytest.skip('not today')\n\ndef test_now():\n    pass\n"
IN_A_BROWSER = (
    "import pytest\n\n@pytest.mark.browser\ndef test_a_page():\n    pass\n\ndef test_now():\n    pass\n"
)


def _run(folder: Path, text: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_planted.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: needs a browser\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.no_skips", *options],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_planted_skip_fails_in_ci_and_is_named(tmp_path: Path, options: tuple[str, ...]) -> None:
    ended = _run(tmp_path, SKIPPED, *options, CI="true")
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED
    assert "skipped: test_planted.py::test_later: not today" in ended.stdout


def test_elsewhere_a_skip_is_named_and_passes(tmp_path: Path) -> None:
    ended = _run(tmp_path, SKIPPED)
    assert ended.returncode == pytest.ExitCode.OK
    assert "skipped: test_planted.py::test_later: not today" in ended.stdout


def test_without_a_browser_only_browser_tests_are_skipped(tmp_path: Path) -> None:
    ended = _run(tmp_path, IN_A_BROWSER, CHROMIUM=str(tmp_path / "no-such-browser"))
    assert "skipped: test_planted.py::test_a_page: no Chromium was found" in ended.stdout
    assert "1 passed, 1 skipped" in ended.stdout
