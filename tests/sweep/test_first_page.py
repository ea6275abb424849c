"""The first activity page is small over the wire, and nothing on it moves while it comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.sweep.standing import serve_preview

MOST_BYTES = 150_000
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) window.shifts.push([one.value, one.hadRecentInput]);
}).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = "() => document.readyState === 'complete' && document.fonts.status === 'loaded'"
TWO_FRAMES = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a preview of the pack is, for all tests of this file."""
    with serve_preview(tmp_path_factory.mktemp("preview")) as (served, _):
        yield served


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}])
@pytest.mark.parametrize("way", ["m1-w1", "m1-w1/task/experience", "programme"])
def test_the_first_page_is_small_and_still(
    browser: Browser, address: str, way: str, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda sent: received.append(sent["encodedDataLength"]))
    wire.send("Network.enable")
    page.add_init_script(WATCH_SHIFTS)
    page.goto(f"{address}/preview/open/{way}")
    page.wait_for_function(SETTLED)
    page.evaluate(TWO_FRAMES)
    shifts: list[Any] = page.evaluate("window.shifts")
    context.close()
    assert 10_000 < sum(received) < MOST_BYTES
    assert shifts == []


def test_a_page_that_moves_is_seen_to_move(browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto("data:text/html,<p>First</p><p>Second</p>")
    page.evaluate(TWO_FRAMES)
    page.evaluate("() => { document.body.prepend(document.createElement('h1'), 'Late'); }")
    page.wait_for_function("() => window.shifts.length > 0")
    page.close()
