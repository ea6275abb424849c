"""`make run` starts the web server and the job consumer together, and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.sources import ROOT

WEB = "gunicorn -c config/gunicorn.py wsgi:app"
LONG_RUNNING = """#!/usr/bin/env bash
if [ "$*" = "--app wsgi database upgrade" ]; then echo upgraded; exit 0; fi
trap 'echo "$(basename "$0") ended"; exit 0' TERM
trap 'echo "$(basename "$0") was interrupted"; exit 1' INT
echo "$$ $(basename "$0") $*"
while read -r -t 60 <&3 || [ $? -gt 128 ]; do :; done 3<>"$FIFO"
"""

INTERRUPTIBLE = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp("bash", ["bash", sys.argv[1]])
"""
# Where the tests themselves run in the background of a script, SIGINT is ignored, and bash would keep it so.


class Started(NamedTuple):
    """The script, and the process ids of what it started, by their command lines."""

    script: subprocess.Popen[str]
    below: dict[str, int]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """`config/run.sh` over stand-ins for the two programs, both of them running."""
    programs = tmp_path / "bin"
    programs.mkdir()
    os.mkfifo(tmp_path / "fifo")
    for name in ("flask", "gunicorn"):
        (programs / name).write_text(LONG_RUNNING)
        (programs / name).chmod(0o755)
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, str(ROOT / "config" / "run.sh")],
        env={**os.environ, "VENV": str(tmp_path), "FIFO": str(tmp_path / "fifo")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    assert running.stdout is not None
    opening = [running.stdout.readline() for _ in range(5)]
    assert opening[1] == "upgraded\n"
    below = {command: int(pid) for pid, command in (line.strip().split(maxsplit=1) for line in opening[3:])}
    assert sorted(below) == ["flask --app wsgi jobs run", WEB]
    yield Started(running, below)
    # The group, since what outlived its script would keep the pipe open, and the test waiting for it.
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_both_and_lets_them_finish(started: Started, sent: signal.Signals) -> None:
    os.killpg(started.script.pid, sent)
    said, _ = started.script.communicate(timeout=20)
    assert sorted(said.splitlines()) == ["flask ended", "gunicorn ended"]
    assert started.script.returncode == 0


def test_the_end_of_one_ends_the_other(started: Started) -> None:
    os.kill(started.below[WEB], signal.SIGTERM)
    said, _ = started.script.communicate(timeout=20)
    assert "flask ended" in said
    assert started.script.returncode == 1
