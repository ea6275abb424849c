"""The demonstration's processes: every one ends, the dead are named, a taken port is passed over."""

import os
import socket
import sys
from pathlib import Path

import pytest

from tests.demo import places
from tests.demo.processes import Died, Running, look_for_the_dead, start, stop, wait_until_ready

PARENT = """
import subprocess, sys, signal
child = subprocess.Popen([sys.executable, "-c", "import signal; print('child', flush=True); signal.pause()"])
print(child.pid, flush=True)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.pause()
"""


def _start(tmp_path: Path, program: str) -> Running:
    return start("parent", [sys.executable, "-c", program], os.environ, tmp_path / "parent.log", tmp_path)


def _wait_for_lines(process: Running, count: int) -> list[str]:
    while len(lines := process.log.read_text().splitlines()) < count:
        look_for_the_dead([process])
    return lines


def test_stopping_ends_a_process_and_its_children(tmp_path: Path) -> None:
    process = _start(tmp_path, PARENT)
    lines = _wait_for_lines(process, 2)
    child = int(next(line for line in lines if line != "child"))
    stop([process])
    assert process.popen.returncode is not None
    # The group's end reaches the child at once, but somebody still has to collect it.
    while Path(f"/proc/{child}/stat").exists():
        if Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break


def test_a_process_that_ends_by_itself_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    process = _start(tmp_path, "import sys; print('the reason'); sys.exit(3)")
    with pytest.raises(Died, match="parent ended with code 3") as died:
        wait_until_ready("http://127.0.0.1:9/", [process])
    assert died.value.process.tail == "the reason\n"


def test_a_taken_port_is_passed_over_and_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "FOLDER", tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        places.remember(places.Places(tool_port=port, lms_port=port))
        chosen, said = places.choose_places()
    assert port < chosen.tool_port < chosen.lms_port
    assert said[0] == f"Port {port} is taken: the service uses {chosen.tool_port}"
    assert "another LMS to the service" in said[2]


def test_the_next_run_takes_the_same_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "FOLDER", tmp_path)
    first, _ = places.choose_places()
    places.remember(first)
    assert places.choose_places() == (first, [])


def test_service_and_lms_are_different_sites_for_a_browser() -> None:
    chosen = places.Places(8000, 9400)
    assert (chosen.tool_url, chosen.lms_url) == ("http://127.0.0.1:8000", "http://localhost:9400")
