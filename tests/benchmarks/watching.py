"""A trainer gives a part out while hundreds of pages and a real browser watch: how long from the tap to the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from playwright.async_api import Page, async_playwright

from tests.benchmarks.driving import Browser, Connection
from tests.benchmarks.launch_cost import measure_launches
from tests.benchmarks.running import Contestant
from tests.benchmarks.servers import Server
from tests.benchmarks.signing import Learner, Lms
from tests.benchmarks.watchers import EVERY, PAGE, SPREAD, Trainer, Watcher, visit_of, wait_until_seen
from tests.browsers import FLAGS, find_browser

WATCHERS, QUIET_SECONDS = 300, 10.0
PARTS = ("one", "two", "three")
COURSE, FIRST_NUMBER = 90, 700_000
PATIENCE = 60.0
NOTE_CHANGES = """() => {
  window.seenAt = [];
  const line = document.querySelector("[data-live-state]");
  new MutationObserver(() => line.textContent && window.seenAt.push(Date.now() / 1000))
    .observe(line, { childList: true });
}"""


@dataclass(slots=True)
class Watched:
    """Seconds from each tap to each page and to the browser's screen; CPU in cores, memory in megabytes."""

    watchers: int
    pages: list[float] = field(default_factory=list)
    screen: list[float] = field(default_factory=list)
    asked_per_second: float = 0.0
    quiet_cores: float = 0.0
    release_cores: float = 0.0
    memory: float = 0.0

    @property
    def spread(self) -> tuple[float, float, float]:
        """The median, the 95th percentile and the slowest, over all pages and releases."""
        hundredths = quantiles(self.pages, n=100)
        return hundredths[49], hundredths[94], max(self.pages)


def measure_watching(
    tool: Contestant,
    lms: Lms,
    *,
    watchers: int = WATCHERS,
    quiet: float = QUIET_SECONDS,
    parts: tuple[str, ...] = PARTS,
) -> Watched:
    """What a release costs and how soon it is seen. Launching the watchers is not on the clock."""
    people = [Browser(Learner(FIRST_NUMBER + number, course=COURSE)) for number in range(watchers + 1)]
    trainer = Browser(Learner(FIRST_NUMBER - 1, course=COURSE, role="Instructor"))
    measure_launches(tool, [trainer, *people], lms)
    with ThreadPoolExecutor(1) as alone:
        # A browser test may have left this thread a loop.
        return alone.submit(lambda: asyncio.run(_watch(tool, trainer, people, quiet, parts))).result()


async def _watch(
    tool: Contestant, teaching: Browser, people: list[Browser], quiet: float, parts: tuple[str, ...]
) -> Watched:
    port, stop = tool.site.port, asyncio.Event()
    trainer = Trainer(teaching, Connection(port))
    await trainer.open_all_weeks()
    watchers = [Watcher(one, Connection(port), Connection(port)) for one in people[1:]]
    found = Watched(len(watchers))
    async with _open_screen(port, people[0]) as screen:
        asking = [asyncio.create_task(one.watch(stop)) for one in watchers]
        # The first question of each is answered with what stands, and the next ones with nothing new.
        await asyncio.sleep(2 * EVERY)
        before = sum(one.asked for one in watchers)
        found.quiet_cores = await _spend(tool.server, asyncio.sleep(quiet))
        found.asked_per_second = (sum(one.asked for one in watchers) - before) / quiet
        found.release_cores = await _spend(tool.server, _release(found, trainer, watchers, screen, parts))
        found.memory = tool.server.read_memory()
        stop.set()
        await asyncio.gather(*asking)
    for connection in (trainer.connection, *(one.connection for one in watchers)):
        await connection.end()
    return found


async def _release(
    found: Watched, trainer: Trainer, watchers: list[Watcher], screen: Page, parts: tuple[str, ...]
) -> None:
    """Give out one part after another, each once everybody has seen the last and has fetched its page."""
    for number, part in enumerate(parts, start=1):
        tapped_at = await trainer.give(part)
        await wait_until_seen(watchers, number, PATIENCE)
        await screen.wait_for_function(f"window.seenAt.length >= {number}", timeout=PATIENCE * 1000)
        found.pages += [one.seen[-1] - tapped_at for one in watchers]
        found.screen.append(await screen.evaluate("window.seenAt.at(-1)") - tapped_at)
        await asyncio.sleep(2 * SPREAD)


async def _spend(server: Server, doing: Awaitable[None]) -> float:
    """How many processor cores the server had busy, on average, while something was done."""
    cpu, began = server.read_cpu(), time.monotonic()
    await doing
    return (server.read_cpu() - cpu) / (time.monotonic() - began)


@asynccontextmanager
async def _open_screen(port: int, person: Browser) -> AsyncIterator[Page]:
    """A real browser with a participant's page open, which notes when its line of news changes."""
    address = f"http://127.0.0.1:{port}"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        context = await chromium.new_context(viewport={"width": 360, "height": 740})
        await context.add_cookies(
            [
                {
                    "name": name,
                    "value": value,
                    "url": address.replace("http", "https"),
                    "secure": True,
                    "sameSite": "None",
                }
                for name, value in person.cookies.items()
            ]
        )
        page = await context.new_page()
        await page.goto(f"{address}{visit_of(person)}/{PAGE}")
        await page.evaluate(NOTE_CHANGES)
        yield page
        await chromium.close()
