"""The whole sweep: `python -m tests.sweep` looks at every page, pictures each kind, and fails where it finds faults."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lti_app.clock import utc_now
from tests.browsers import FLAGS, find_browser
from tests.content_preview.scene import Scene
from tests.content_preview.states import State
from tests.sweep.looks import VIEWS, list_faults, list_keyboard_faults
from tests.sweep.pages import list_sights
from tests.sweep.pictures import FOLDER, Camera, write_album
from tests.sweep.sights import Sight
from tests.sweep.standing import serve_preview

PROBLEM, GONE, LONGEST = 500, 404, 600


class Sweep:
    """What was looked at, and what was found."""

    def __init__(self, page: Page, camera: Camera, address: str) -> None:
        self._page, self._camera, self._address = page, camera, address
        self.faults: dict[str, list[str]] = {}
        self.pictured: list[Sight] = []
        self.absent: list[str] = []
        self.looks = self.seen = 0

    def look(self, sight: Sight) -> None:
        """Look at one page in every view, and with the Tab key where it is open."""
        answer = sight.open(self._page, self._address)
        status = answer.status if answer is not None else PROBLEM
        kind = answer.headers.get("content-type", "") if answer is not None else ""
        if not kind.startswith("text/html") or (status == GONE and sight.state != State.ERROR):
            self.absent.append(sight.name)
            return
        found = [f"it answered {status}"] if status >= PROBLEM else []
        self.seen += 1
        for view in VIEWS:
            found += [f"{view.name}: {fault}" for fault in list_faults(self._page, view)]
            self.looks += 1
        found += [f"keyboard: {fault}" for fault in list_keyboard_faults(self._page)]
        if sight.is_pictured:
            self._camera.take(self._address, sight)
            self.pictured.append(sight)
        print(f"{'x' if found else '.'} {sight.name}", flush=True)
        for fault in found:
            print(f"    {fault[:LONGEST]}", flush=True)
        if found:
            self.faults[sight.name] = found


def _sweep(browser: Browser, scene: Scene, address: str, only: list[str]) -> Sweep:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    camera = Camera(browser, FOLDER)
    sweep = Sweep(context.new_page(), camera, address)
    with scene.app.app_context():
        sights = [one for one in list_sights(scene) if not only or any(name in one.name for name in only)]
    for sight in sights:
        sweep.look(sight)
    camera.close()
    context.close()
    return sweep


def main(only: list[str]) -> int:
    """0 where nothing was found, 1 where something was; `only` are words of the pages to look at, all where empty."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        with serve_preview(Path(folder)) as (address, scene):
            sweep = _sweep(browser, scene, address, only)
        browser.close()
    on: date = utc_now().date()
    found = sum(len(faults) for faults in sweep.faults.values())
    views = ", ".join(view.name for view in VIEWS)
    said = (
        f"{on.day} {on:%B %Y}: {sweep.seen} pages and states, each in {len(VIEWS)} views ({views}), "
        f"{sweep.looks} looks by axe, and each once through with the Tab key: "
        f"{found or 'no'} {'fault' if found == 1 else 'faults'}."
    )
    if not only:
        write_album(sweep.pictured, FOLDER, said=said)
    print(f"\n{said}")
    if sweep.absent:
        print(f"Not there for these people: {', '.join(sweep.absent)}")
    if sweep.faults:
        print(f"Faults on: {'; '.join(sweep.faults)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
