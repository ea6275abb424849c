"""The pictures of each kind of page, at a desk and on a phone, and the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.sweep.sights import Sight

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
DESK: ViewportSize = {"width": 1280, "height": 1000}
PHONE: ViewportSize = {"width": 360, "height": 740}
QUALITY = 32
WHERE = (("at a desk", "desk"), ("on a phone", "phone"))


class Camera:
    """Two windows in which a page is opened once more to be pictured, each smaller than life."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._windows: dict[str, tuple[BrowserContext, Page]] = {}
        for name, size, factor in (("desk", DESK, 0.55), ("phone", PHONE, 0.75)):
            context = browser.new_context(viewport=size, device_scale_factor=factor, locale="en-GB")
            self._windows[name] = (context, context.new_page())

    def take(self, address: str, sight: Sight) -> None:
        """Picture the page; `address` is where the service is."""
        for name, (_, page) in self._windows.items():
            sight.open(page, address)
            page.screenshot(
                path=self._folder / f"{name_file(sight)}-{name}.jpg", type="jpeg", quality=QUALITY
            )

    def close(self) -> None:
        """Close both windows."""
        for context, _ in self._windows.values():
            context.close()


def name_file(sight: Sight) -> str:
    """The beginning of the names of a page's two pictures."""
    return re.sub(r"[^a-z0-9]+", "-", sight.name.lower()).strip("-")


def write_album(sights: Iterable[Sight], folder: Path, *, said: str) -> None:
    """The page that shows the pictures; `said` stands above them."""
    lines = [
        "# What the pages look like",
        "",
        "Made by `make sweep`: the first screen of each kind of page, at a desk (1280 pixels wide), on a phone (360).",
        "The people and what they have written are invented; the texts are the pack's.",
        "",
        said,
        "",
        "| page | desk | phone |",
        "|---|---|---|",
    ]
    for sight in sights:
        file, name = name_file(sight), sight.name
        pictures = (f"![{name}, {where}]({file}-{ending}.jpg)" for where, ending in WHERE)
        lines.append(f"| {name} | {' | '.join(pictures)} |")
    (folder / "README.md").write_text("\n".join(lines) + "\n")
