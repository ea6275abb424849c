"""Where the demonstration keeps its files and which ports it takes."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("DEMO_DIR", ROOT / "instance" / "demo")).resolve()
TOOL_PORT = 8000
LMS_PORT = 9400


@dataclass(frozen=True, slots=True)
class Places:
    """The two ports of one run, and what follows from them."""

    tool_port: int
    lms_port: int

    @property
    def tool_url(self) -> str:
        """Return the service's address: by number, so that the LMS is another site for the browser."""
        return f"http://127.0.0.1:{self.tool_port}"

    @property
    def lms_url(self) -> str:
        """Return the practice LMS's address."""
        return f"http://localhost:{self.lms_port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment in which every process of the demonstration runs."""
        return os.environ | {
            "INSTANCE_DIR": str(FOLDER),
            "DATABASE_URL": f"sqlite:///{FOLDER / 'service.sqlite3'}",
            "JOBS_URL": f"sqlite:///{FOLDER / 'jobs.sqlite3'}",
            "PORT": str(self.tool_port),
            "PUBLIC_URL": self.tool_url,
            "PYTHONUNBUFFERED": "1",
        }


def choose_places() -> tuple[Places, list[str]]:
    """Return the places of this run, with a sentence for each port that was taken.

    The ports of the last run come first: the LMS's address is its name, and another name is another LMS.
    """
    last = _read_last()
    said: list[str] = []
    wanted_tool, wanted_lms = last.get("tool", TOOL_PORT), last.get("lms", LMS_PORT)
    tool_port = _free_from(wanted_tool, set())
    lms_port = _free_from(wanted_lms, {tool_port})
    if tool_port != wanted_tool:
        said.append(f"Port {wanted_tool} is taken: the service uses {tool_port}")
    if lms_port != wanted_lms:
        said.append(f"Port {wanted_lms} is taken: the practice LMS uses {lms_port}")
        if last:
            said.append("At another address it is another LMS to the service: people begin anew there")
    return Places(tool_port, lms_port), said


def remember(places: Places) -> None:
    """Keep the ports for the next run."""
    (FOLDER / "ports.json").write_text(json.dumps({"tool": places.tool_port, "lms": places.lms_port}))


def _read_last() -> dict[str, int]:
    try:
        kept: Any = json.loads((FOLDER / "ports.json").read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _free_from(first: int, taken: set[int]) -> int:
    for port in range(first, 65536):
        if port not in taken and _is_free(port):
            return port
    raise OSError(f"no free port from {first} on")


def _is_free(port: int) -> bool:
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
