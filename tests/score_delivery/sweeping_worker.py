"""A worker in a process of its own, for tests that kill one: it sweeps until told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from lti_app.settings import read_settings
from tests.score_delivery.outboxes import make_service


def main() -> None:
    """Sweep over and over; the settings are in the environment."""
    app = make_service(read_settings(dict(os.environ)))
    engine = app.extensions["jobs"]
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not told.is_set():
        engine.sweep()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
