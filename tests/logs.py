"""Listening to the service's log in a test, and leaving it as it was."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from lti_app.web.logs import configure_logs


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """What is logged meanwhile; afterwards the log is what it was, for the tests that follow in this process."""
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    written = io.StringIO()
    configure_logs(written)
    try:
        yield written
    finally:
        structlog.configure(**configured)
        root.handlers[:] = handlers
        root.setLevel(level)
