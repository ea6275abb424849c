"""Waiting on conditions, and worker processes that end with their test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def wait_until(holds: Callable[[], bool], *, what: str, seconds: float = 90.0) -> None:
    """Return as soon as `holds`; fail, saying `what` was waited for, when it does not in time."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"waited in vain until {what}"
        time.sleep(0.02)


@contextmanager
def run_program(
    environment: dict[str, str], *arguments: str, log: Path, ready: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that has said `ready` in its log, and that is killed at the end if it still runs."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_until(
                lambda: ready in log.read_text() or process.poll() is not None, what=f"{arguments} runs"
            )
            assert process.poll() is None, log.read_text()
            yield process
        finally:
            process.kill()
