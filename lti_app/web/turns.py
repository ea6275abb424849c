"""What only one request may do at a time, whichever process answers it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from lti_app.errors import Refused
from lti_app.web.current import get_settings

SOON = timedelta(seconds=30)


@contextmanager
def take_turn(name: str, *, title: str, advice: str) -> Iterator[None]:
    """Let no other request of this machine do what `name` says while the block runs; Refused with 503 while one does.

    For calls to an address that a stranger names: each holds a process for as long as that address likes, and there are
    few processes. The turn ends with the process, whatever ends it.
    """
    folder = get_settings().instance_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            reason = f"another {name} is at work"
            raise Refused(reason, title=title, advice=advice, status=503, wait=SOON) from taken
        yield
