"""The practice LMS for tests: started in a process of its own, asked and set through its test bench."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Registered:
    """What the tool's `platform add` wants to know of this LMS."""

    issuer: str
    client_id: str
    deployment: str
    auth_url: str
    token_url: str
    jwks_url: str

    def as_options(self) -> list[str]:
        """Return the options of `flask --app wsgi platform add`, without the organisation."""
        return [
            *("--issuer", self.issuer),
            *("--client-id", self.client_id),
            *("--deployment", self.deployment),
            *("--auth-url", self.auth_url),
            *("--token-url", self.token_url),
            *("--jwks-url", self.jwks_url),
        ]


def registered_at(issuer: str, client_id: str = "practice-client", deployment: str = "1") -> Registered:
    """Return the addresses of a practice LMS that lives at this issuer."""
    base = f"{issuer}/mod/lti"
    return Registered(
        issuer, client_id, deployment, f"{base}/auth.php", f"{base}/token.php", f"{base}/certs.php"
    )


class PracticeLms:
    """A running practice LMS; also a context manager that stops it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self._http = requests.Session()
        self.url = f"http://localhost:{port}"
        self._bench = f"http://127.0.0.1:{port}/practice"

    @classmethod
    def start(
        cls,
        tool_url: str,
        data_folder: Path | None = None,
        port: int | None = None,
        options: Sequence[str] = (),
    ) -> Self:
        """Return a practice LMS that answers; on a free port unless one is given. `options` go to its command."""
        port = port or free_port()
        command = [sys.executable, "-m", "tests.practice_lms", "--port", str(port), "--tool", tool_url]
        if data_folder is not None:
            command += ["--data", str(data_folder)]
        command += options
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started = cls(process, port)
        try:
            started._wait()
        except BaseException:
            started.stop()
            raise
        return started

    def _wait(self) -> None:
        assert self._process.stdout is not None
        # The one line that it prints says that it is ready; an end without it says that it failed.
        if "ready" not in self._process.stdout.readline():
            raise RuntimeError("the practice LMS did not start")
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._http.get(f"{self._bench}/health", timeout=PATIENCE_SECONDS).raise_for_status()
                return
            except requests.ConnectionError:
                if time.monotonic() > until:
                    raise

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self._http.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        """Return this LMS."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, whatever happened."""
        self.stop()

    @property
    def registration(self) -> Registered:
        """Return what the tool must be told of this LMS."""
        return registered_at(self.url)

    def _ask(self, path: str) -> Any:
        answer = self._http.get(f"{self._bench}/{path}", timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        return answer.json()

    def _tell(self, path: str, told: Mapping[str, Any]) -> Any:
        answer = self._http.post(f"{self._bench}/{path}", json=dict(told), timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        return answer.json()

    def set_faults(self, **faults: Any) -> dict[str, Any]:
        """Return the faults in force after changing those named; `FaultPlan` lists them."""
        changed: dict[str, Any] = self._tell("faults", faults)
        return changed

    def lock(self, item_id: int, user_id: int | None = None, *, locked: bool = True) -> None:
        """Lock or unlock a grade or, without a person, a whole line item."""
        self.set_faults(lock_grade={"item_id": item_id, "user_id": user_id, "locked": locked})

    def override(self, item_id: int, user_id: int, value: float) -> None:
        """Override a grade, as a trainer may."""
        self._tell("override", {"item_id": item_id, "user_id": user_id, "value": value})

    def grades(self) -> list[dict[str, Any]]:
        """Return every grade row: item_id, user_id, raw, final, label, resource_id and so on."""
        rows: list[dict[str, Any]] = self._ask("grades")
        return rows

    def find_grade(self, resource_id: str, user_id: int) -> float | None:
        """Return the shown grade of one person for one activity key, or None."""
        for row in self.grades():
            if row["resource_id"] == resource_id and row["user_id"] == user_id:
                return None if row["final"] is None else float(row["final"])
        return None

    def line_items(self) -> list[dict[str, Any]]:
        """Return every line item as the gradebook holds it."""
        items: list[dict[str, Any]] = self._ask("line-items")
        return items

    def requests(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the service calls so far, or those of a kind: score, token, keys, results, line item(s)."""
        return [call for call in self._ask("requests") if kind is None or call["kind"] == kind]

    def reset(self, *, keep_course: bool = False) -> None:
        """Forget faults, calls, grades and tokens, and the course with them unless it is kept."""
        self._tell("reset", {"keep_course": keep_course})

    def copy_course(self, course_id: int = 2) -> int:
        """Return the number of a copy of a course."""
        return int(self._tell("courses/copy", {"course_id": course_id})["course_id"])

    def suspend(self, person_id: int, *, suspended: bool = True) -> None:
        """Suspend a person in the course, or end that."""
        self._tell("people/suspend", {"person_id": person_id, "suspended": suspended})

    def offer_notices(self, *, offered: bool = True) -> None:
        """Offer the Platform Notification Service, which no Moodle does, or no more."""
        self._tell("notices", {"offered": offered})

    def notice_handlers(self) -> list[dict[str, Any]]:
        """Return where tools want notices, by kind, each with the status of the last answer."""
        handlers: list[dict[str, Any]] = self._ask("notices")
        return handlers

    def review_address(self, link_id: int, person_id: int) -> str:
        """Return the address at which the gradebook shows somebody's work for a link."""
        return f"{self.url}/mod/lti/grade.php?id={link_id}&userid={person_id}"

    def expire_tokens(self) -> None:
        """Let every token given so far be past its hour."""
        self._tell("tokens/expire", {})

    def add_people(self, how_many: int) -> list[int]:
        """Return the numbers of further participants."""
        numbers: list[int] = self._tell("people", {"count": how_many})
        return numbers

    def add_foreign_item(self) -> int:
        """Return the number of a new line item that belongs to another tool."""
        return int(self._tell("line-items", {})["item_id"])

    def place(
        self,
        activity_key: str,
        title: str,
        *,
        graded: bool = True,
        custom: Mapping[str, Any] | None = None,
        maximum: float = 100,
    ) -> int:
        """Return the number of a new link in the course, made without the picker as the picker would make it."""
        parameters = {"activity": activity_key} | dict(custom or {})
        return self.place_plainly(
            title=title,
            graded=graded,
            maximum=maximum,
            custom=parameters,
            resource_id=activity_key,
            tag="completion",
        )

    def place_plainly(self, **placed: Any) -> int:
        """Return the number of a new link with nothing in it but what is said."""
        return int(self._tell("links", placed)["link_id"])

    def item_of(self, link_id: int) -> int:
        """Return the number of the line item that came with a link."""
        return int(next(item["id"] for item in self.line_items() if item["made_for"] == link_id))

    def launch_address(self, link_id: int, *, new_window: bool = False) -> str:
        """Return the address that begins a launch for whoever is signed in."""
        return f"{self.url}/mod/lti/launch.php?id={link_id}&container={4 if new_window else 3}"

    def sign_in_address(self, person: str, onwards: str = "/course") -> str:
        """Return the address that signs in a person (number, username or kind) and goes on."""
        return f"{self.url}/as/{person}?next={onwards}"
