"""The steps of the demonstration, each of which says one line when it begins."""

import subprocess
import sys
from pathlib import Path

from tests.demo.places import FOLDER, ROOT, Places
from tests.demo.processes import TAIL_LINES, Running, start, wait_until_ready
from tests.practice_lms.server import registered_at

ORGANISATION = "Northmoor Council"
LOGS = FOLDER / "logs"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


class StepFailedError(Exception):
    """A step that ended badly; its text is what the command wrote."""


def say(line: str) -> None:
    """Print one line at once."""
    print(line, flush=True)


def _run(said: str, command: list[str], places: Places) -> None:
    say(said)
    done = subprocess.run(
        command, cwd=ROOT, env=places.environment, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise StepFailedError("\n".join(f"{done.stdout}{done.stderr}".splitlines()[-TAIL_LINES:]))


def prepare_database(places: Places) -> None:
    """Bring the database to this version."""
    _run("Preparing the database", [*FLASK, "database", "upgrade"], places)


def register_lms(places: Places) -> None:
    """Register the practice LMS with the service; doing it again changes what has changed."""
    options = registered_at(places.lms_url).as_options()
    command = [*FLASK, "platform", "add", "--organisation", ORGANISATION, *options]
    _run(f"Registering the practice LMS for {ORGANISATION}", command, places)


def start_everything(places: Places, running: list[Running]) -> None:
    """Start service, worker and practice LMS, adding each to `running`, and wait until they answer."""
    say("Starting the service")
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
    service = _start("service", gunicorn, places, running)
    say("Starting its worker, which sends the grades")
    _start("worker", [*FLASK, "jobs", "run"], places, running)
    say("Starting the practice LMS")
    data = str(FOLDER / "practice-lms")
    lms = [sys.executable, "-m", "tests.practice_lms", "--port", str(places.lms_port)]
    practice_lms = _start("practice-lms", [*lms, "--tool", places.tool_url, "--data", data], places, running)
    say("Waiting until both answer")
    wait_until_ready(service, f"{places.tool_url}/readyz", running)
    wait_until_ready(practice_lms, f"http://127.0.0.1:{places.lms_port}/practice/health", running)


def _start(name: str, command: list[str], places: Places, running: list[Running]) -> Running:
    log: Path = LOGS / f"{name}.log"
    started = start(name, command, places.environment, log, ROOT)
    running.append(started)
    return started
