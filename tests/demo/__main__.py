"""Runs the demonstration until Ctrl-C: `python -m tests.demo`, or with `--reset` to forget what was done in it."""

import argparse
import fcntl
import shutil
import signal
import sys
import time
from types import FrameType
from typing import IO

from tests.demo.places import FOLDER, choose_places, remember
from tests.demo.processes import Died, Running, look_for_the_dead, stop
from tests.demo.steps import (
    StepFailedError,
    prepare_database,
    register_lms,
    say,
    start_practice_lms,
    start_service,
    wait_for_both,
)

LOOK_EVERY_SECONDS = 0.5


def _take_lock() -> IO[str] | None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    opened = FOLDER.with_suffix(".lock").open("w")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        opened.close()
        return None
    return opened


def _run(running: list[Running]) -> None:
    places, said = choose_places()
    for line in said:
        say(line)
    start_practice_lms(places, running)
    prepare_database(places)
    register_lms(places)
    start_service(places, running)
    wait_for_both(places, running)
    remember(places)
    say(f"\nOpen {places.lms_url}\n\nCtrl-C ends it; what was done is kept until `make demo-reset`.")
    while True:
        look_for_the_dead(running)
        time.sleep(LOOK_EVERY_SECONDS)


def _demonstrate() -> int:
    running: list[Running] = []
    try:
        _run(running)
    except KeyboardInterrupt:
        say("\nEnding the demonstration")
    except Died as died:
        say(f"\n{died}. The end of its log, {died.process.log}:\n\n{died.process.tail}")
        return 1
    except (StepFailedError, TimeoutError) as failed:
        say(f"\nThat did not work:\n\n{failed}")
        return 1
    finally:
        # A second Ctrl-C must not leave anything running.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        stop(running)
    return 0


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Return the exit code of the demonstration, or of forgetting it."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget everything that was done in it")
    asked = parser.parse_args()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _as_ctrl_c)
    lock = _take_lock()
    if lock is None:
        say("The demonstration is running already; end it with Ctrl-C in its own terminal first.")
        return 1
    with lock:
        if asked.reset:
            shutil.rmtree(FOLDER)
            say("The demonstration is as new.")
            return 0
        return _demonstrate()


if __name__ == "__main__":
    sys.exit(main())
