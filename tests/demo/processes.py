"""The processes of the demonstration: started in groups of their own, watched, and ended every one."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

GRACE_SECONDS = 8.0
READY_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.1
TAIL_LINES = 20


class Died(Exception):  # noqa: N818
    """One of the processes ended although nobody asked it to."""

    def __init__(self, process: "Running") -> None:
        super().__init__(f"{process.name} ended with code {process.popen.returncode}")
        self.process = process


@dataclass(frozen=True, slots=True)
class Running:
    """A process, what to call it, and where it writes."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def tail(self) -> str:
        """Return the last lines that it wrote."""
        with self.log.open(encoding="utf-8", errors="replace") as opened:
            return "".join(deque(opened, TAIL_LINES))


def start(name: str, command: list[str], environment: Mapping[str, str], log: Path, root: Path) -> Running:
    """Return a process started in its own group, so that its children end with it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as opened:
        popen = subprocess.Popen(
            command,
            cwd=root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=opened,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(name, popen, log)


def wait_until_ready(address: str, everyone: list[Running]) -> None:
    """Wait until an address answers 200; Died when any process ends first, TimeoutError when it takes too long."""
    until = time.monotonic() + READY_SECONDS
    while not _answers(address):
        look_for_the_dead(everyone)
        if time.monotonic() > until:
            raise TimeoutError(f"Nothing answered at {address}")
        time.sleep(LOOK_EVERY_SECONDS)


def _answers(address: str) -> bool:
    with suppress(URLError, OSError), urlopen(address, timeout=2) as answer:
        return bool(answer.status == 200)
    return False


def look_for_the_dead(everyone: list[Running]) -> None:
    """Raise Died for a process that has ended."""
    for process in everyone:
        if process.popen.poll() is not None:
            raise Died(process)


def stop(everyone: list[Running]) -> None:
    """End every process with its group; one that does not go is killed."""
    for process in reversed(everyone):
        _signal_group(process, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    for process in everyone:
        try:
            process.popen.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.popen.wait()
        # A group may outlive its leader, and nothing of the demonstration may stay behind.
        _signal_group(process, signal.SIGKILL)


def _signal_group(process: Running, which: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.popen.pid, which)
