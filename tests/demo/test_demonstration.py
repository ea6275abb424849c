"""The demonstration as a whole: it starts, says one address, ends every process, keeps its data, and forgets it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.demo import places
from tests.ports import free_port

COMMAND = [sys.executable, "-m", "tests.demo"]


class Demonstration:
    """A demonstration that runs in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            COMMAND,
            cwd=places.ROOT,
            env=os.environ | {"DEMO_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def wait(self) -> str:
        """Return the address that it names once everything runs."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.startswith("Open "):
                return line.removeprefix("Open ").strip()
        raise AssertionError("\n".join(self.said))

    def end(self) -> int:
        """Return its exit code after Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[places.Places]:
    """Two free ports, written down as those of the last run."""
    folder = tmp_path / "demo"
    folder.mkdir()
    monkeypatch.setattr(places, "FOLDER", folder)
    chosen = places.Places(free_port(), free_port())
    places.remember(chosen)
    yield chosen
    for port in (chosen.tool_port, chosen.lms_port):
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}/", timeout=5)


def test_it_starts_ends_starts_again_with_its_data_and_forgets(ports: places.Places) -> None:
    folder = places.FOLDER
    first = Demonstration(folder)
    try:
        assert first.wait() == ports.lms_url
        assert requests.get(f"{ports.tool_url}/readyz", timeout=10).ok
        course = requests.get(f"{ports.lms_url}/as/trainer", timeout=10)
        assert "Add activities from the programme" in course.text
        placed = {"title": "Week One", "custom": {"activity": "m1-w1"}}
        assert requests.post(f"{ports.lms_url}/practice/links", json=placed, timeout=10).ok
    finally:
        assert first.end() == 0
    second = Demonstration(folder)
    try:
        assert second.wait() == ports.lms_url
        assert "Week One" in requests.get(f"{ports.lms_url}/as/4", timeout=10).text
        busy = subprocess.run([*COMMAND, "--reset"], cwd=places.ROOT, env=environment_of(folder), check=False)
        assert busy.returncode == 1
    finally:
        assert second.end() == 0
    subprocess.run([*COMMAND, "--reset"], cwd=places.ROOT, env=environment_of(folder), check=True)
    assert not folder.exists()


def environment_of(folder: Path) -> dict[str, str]:
    """Return the environment in which a command means the same demonstration."""
    return os.environ | {"DEMO_DIR": str(folder)}
