"""The servers that are measured: started in groups of their own, waited for, and what each has cost in CPU."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WORKERS = 2
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60.0


class NotReady(Exception):  # noqa: N818 - it says what is the matter
    """A server ended, or did not listen in time; what it wrote last is in the message."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server, by the number of the process that leads its tree."""

    name: str
    pid: int
    port: int

    def read_cpu(self) -> float:
        """User and system seconds of the whole tree so far; the kernel counts them in ticks of 10 ms."""
        return sum(_cpu_of(pid) for pid in list_tree(self.pid))

    def read_memory(self) -> float:
        """Megabytes that the whole tree holds now; what processes share is divided among them (PSS)."""
        return sum(_memory_of(pid) for pid in list_tree(self.pid)) / 1024


def list_tree(root: int) -> list[int]:
    """The numbers of a process and of everything that descends from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int(_stat_fields(int(folder.name))[1])
                children.setdefault(parent, []).append(int(folder.name))
    tree, found = [root], [root]
    while found:
        found = [child for pid in found for child in children.get(pid, [])]
        tree += found
    return tree


def _stat_fields(pid: int) -> list[str]:
    """The fields of proc(5) `stat` from the state on: the name before them may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu_of(pid: int) -> float:
    with suppress(OSError):
        # utime, stime and those of children that have ended and been waited for.
        return sum(int(ticks) for ticks in _stat_fields(pid)[11:15]) / TICKS_A_SECOND
    return 0.0


def _memory_of(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


@contextmanager
def serve(
    name: str,
    command: list[str],
    *,
    port: int,
    environment: Mapping[str, str],
    logs: Path,
    ready_words: str = "",
) -> Iterator[Server]:
    """A server that listens on `port` while the block lasts; its tree ends with it.

    One that does not listen (`port` 0) is ready when its log holds `ready_words`.
    """
    log = logs / f"{name}.log"
    with log.open("wb") as written:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore", **environment},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(child, log, lambda: _listens(port) if port else ready_words in log.read_text())
        yield Server(name, child.pid, port)
    finally:
        _end(child)


def serve_wsgi(
    name: str, application: str, *, environment: Mapping[str, str], logs: Path, port: int
) -> AbstractContextManager[Server]:
    """A gunicorn server of `application` with the service's own settings and two workers, none replaced meanwhile."""
    command = [str(BIN / "gunicorn"), "-c", "config/gunicorn.py", "--max-requests", "0", application]
    own = {"PORT": str(port), "BIND_HOST": "127.0.0.1", "WEB_WORKERS": str(WORKERS), **environment}
    return serve(name, command, port=port, environment=own, logs=logs)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _wait_until_ready(child: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while not is_ready():
        if child.poll() is not None or time.monotonic() > until:
            raise NotReady(f"{log.stem} is not ready.\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.05)


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=10)
    # Workers may outlive their leader, and nothing of the measurement may stay behind.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
