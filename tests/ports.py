"""Ports for the servers that tests start, chosen where nothing else on the machine takes them meanwhile."""

from __future__ import annotations

import secrets
import socket

FIRST, LAST = 18_000, 30_000
"""Below what systems give to outgoing connections, which would take a free port before its server listens."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as asked:
            try:
                asked.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
