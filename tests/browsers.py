"""Where the browser tests' Chromium is; `python -m tests.browsers` installs one where it may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 20_000
"""How long a browser test waits for what must come; a busy machine is slow."""

MISSING = "no Chromium was found: install Debian's `chromium` or Google Chrome, or set CHROMIUM=/its/path"


def find_browser() -> Path | None:
    """The Chromium that browser tests use: what CHROMIUM names, else the first on the path, else None."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def may_install() -> bool:
    """Whether Debian's browser can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_browser() -> bool:
    """Whether Debian's chromium is installed now; one line is printed for each step."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for said, command in (
        ("Asking Debian what it has", ["apt-get", "-qq", "update"]),
        (
            "Installing Debian's chromium for the browser tests",
            ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"],
        ),
    ):
        print(said, flush=True)
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode:
            print(f"`{' '.join(command)}` failed:\n{ended.stderr.strip()[-2000:]}", file=sys.stderr)
            return False
    return True


def main() -> None:
    """Make sure that there is a browser, or say what to do; the tests run either way."""
    if find_browser() is None and not (may_install() and install_browser()):
        print(f"Browser tests will report themselves skipped: {MISSING}", flush=True)


if __name__ == "__main__":
    main()
