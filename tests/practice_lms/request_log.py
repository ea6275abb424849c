"""What the tool asked of the services, call by call, so that a test can count scores and tokens."""

from collections import deque
from threading import Lock
from typing import Any

LONGEST_LOG = 50_000


class RequestLog:
    """The last service calls, oldest first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: deque[dict[str, Any]] = deque(maxlen=LONGEST_LOG)

    def add(self, call: dict[str, Any]) -> None:
        """Keep one call."""
        with self._lock:
            self._calls.append(call)

    def list(self) -> list[dict[str, Any]]:
        """Return every call kept."""
        with self._lock:
            return list(self._calls)

    def clear(self) -> None:
        """Forget every call."""
        with self._lock:
            self._calls.clear()
