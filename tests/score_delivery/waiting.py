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


def wait_until(holds: Callable[[], bool], *, what: str, seconds: float = 20.0) -> None:
    """Return as soon as `holds`; fail, saying `what` was waited for, when it does not in time."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"waited in vain until {what}"
        time.sleep(0.02)


@contextmanager
def run_process(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process that is killed when the block ends, if it has not ended before."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            if process.stdout is not None:
                process.stdout.close()
