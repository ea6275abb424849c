"""Looking hard at a page: axe's findings, and whether it fits a narrow or an enlarged window."""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.steps_lms import Shown

# WCAG 2.2 at 1.4.10: nothing scrolls sideways at 320 CSS pixels; 640 are a 1280 pixel window at 200 %.
NARROW = (320, 640)
PICTURES = os.environ.get("JOURNEYS_PICTURES")
"""A folder in which each page that is looked at is pictured, for people to look at too."""

_AXE = Axe().axe_script
_RUN = """
async () => {
  const found = await axe.run({ resultTypes: ["violations"], iframes: false });
  const tell = (node) => `${node.target.join(" ")}: ${node.failureSummary}`;
  return found.violations.map((one) => `${one.id} (${one.impact}) ${one.help}: ${one.nodes.map(tell).join("; ")}`);
}
"""
_WIDEST = """
() => {
  const right = (one) => one.getBoundingClientRect().right + window.scrollX;
  const widest = [...document.body.querySelectorAll("*")].reduce((one, next) => right(next) > right(one) ? next : one);
  return `${right(widest).toFixed(1)}: ${widest.outerHTML.slice(0, 200)}`;
}
"""


def run_axe(seen: Shown) -> list[str]:
    """What axe finds wrong in what is shown, as it is shown now."""
    seen.evaluate(_AXE)
    found: list[str] = seen.evaluate(_RUN)
    return found


def list_faults(page: Page, shown: Shown | None = None) -> list[str]:
    """What axe finds wrong in what is shown, and each width at which it scrolls sideways."""
    seen = shown or page
    faults = run_axe(seen)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        scrolls, fits = seen.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if scrolls > fits:
            faults.append(f"at {width} pixels it is {scrolls} wide, by {seen.evaluate(_WIDEST)}")
    page.set_viewport_size(DESK)
    return faults


class Looked:
    """What was found on each page that a test looked at."""

    def __init__(self) -> None:
        self.faults: dict[str, list[str]] = {}

    def look(self, name: str, page: Page, shown: Shown | None = None) -> None:
        """Look at a page as it stands now, under a name that says which state it is in."""
        # A page that failed has no faults either: it must not pass for the one that was meant.
        expect((shown or page).get_by_role("heading", level=1)).not_to_have_text("Something went wrong here")
        if PICTURES:
            _picture(page, name, Path(PICTURES))
        if found := list_faults(page, shown):
            self.faults[name] = found


def _picture(page: Page, name: str, folder: Path) -> None:
    file = re.sub(r"\W+", "-", name)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{file}-{width}.png", full_page=True)
    page.set_viewport_size(DESK)
