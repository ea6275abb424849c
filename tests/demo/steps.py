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


def start_practice_lms(places: Places, running: list[Running]) -> None:
    """Start the practice LMS, which needs nothing of the service; it is added to `running`."""
    say("Starting the practice LMS")
    command = [sys.executable, "-m", "tests.practice_lms", "--port", str(places.lms_port)]
    command += ["--tool", places.tool_url, "--data", str(FOLDER / "practice-lms")]
    _start("practice-lms", command, places, running)


def start_service(places: Places, running: list[Running]) -> None:
    """Start the service and its worker; both are added to `running`."""
    say("Starting the service")
    _start(
        "service", [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"], places, running
    )
    say("Starting its worker, which sends the grades")
    _start("worker", [*FLASK, "jobs", "run"], places, running)


def wait_for_both(places: Places, running: list[Running]) -> None:
    """Wait until the service and the practice LMS answer."""
    say("Waiting until both answer")
    wait_until_ready(f"{places.tool_url}/readyz", running)
    wait_until_ready(f"http://127.0.0.1:{places.lms_port}/practice/health", running)


def _start(name: str, command: list[str], places: Places, running: list[Running]) -> None:
    log: Path = LOGS / f"{name}.log"
    running.append(start(name, command, places.environment, log, ROOT))
