"""The practice LMS's server: gunicorn with one worker and many threads, started from Python."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from tests.practice_lms.app import create_app
from tests.practice_lms.world import Settings

THREADS = 64


class Server(BaseApplication):  # type: ignore[misc]
    """A gunicorn that serves one app on loopback and says once that it is ready."""

    def __init__(self, settings: Settings, when_ready: Callable[[], None]) -> None:
        self._settings = settings
        self._when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own choices."""
        choices: dict[str, Any] = {
            "bind": [f"127.0.0.1:{self._settings.port}"],
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": 0,
            "graceful_timeout": 1,
            "keepalive": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "limit_request_line": 0,
            "post_worker_init": lambda _worker: self._when_ready(),
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app; only the worker makes it, since a database is not to be carried over a fork."""
        return create_app(self._settings)
