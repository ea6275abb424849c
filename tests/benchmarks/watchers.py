"""Participants' open pages on a workshop's day: each asks what is given out, as the page's script does."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.driving import Browser, Connection, Unexpected
from tests.benchmarks.servers import ROOT

SCRIPT = (ROOT / "lti_app/web/static/workshop-live.js").read_text()
PAGE = "activity/bradley"


def _read_constant(name: str) -> float:
    found = re.search(rf"^const {name} = (\d+);", SCRIPT, re.MULTILINE)
    assert found, f"workshop-live.js has no {name}"
    return int(found[1]) / 1000


EVERY, SPREAD = _read_constant("EVERY"), _read_constant("SPREAD")
"""Seconds between two questions of a page, and over how many the pages themselves are fetched after a release."""


def visit_of(browser: Browser) -> str:
    """The beginning of the addresses of a browser's visit."""
    return "/".join(browser.next_address.split("/")[:3])


@dataclass
class Watcher:
    """One open page: what it knows, and when it saw each change (wall-clock seconds, as a browser's are)."""

    browser: Browser
    connection: Connection
    pages: Connection
    seen: list[float] = field(default_factory=list)
    asked: int = 0
    _etag: str = ""
    _known: int | None = None

    async def watch(self, stop: asyncio.Event) -> None:
        """Ask until told to stop; what is new is fetched as a page a little later."""
        await asyncio.sleep(random.random() * EVERY)
        fetching: list[asyncio.Task[None]] = []
        while not stop.is_set():
            if await self._ask():
                fetching.append(asyncio.create_task(self._fetch_page()))
            await asyncio.sleep(EVERY)
        await asyncio.gather(*fetching)

    async def _ask(self) -> bool:
        known = {"If-None-Match": self._etag} if self._etag else {}
        target = f"{visit_of(self.browser)}/given-out"
        reply = await self.connection.ask("GET", target, cookies=self.browser.cookies, more=known)
        self.asked += 1
        if reply.status == 304:
            return False
        if reply.status != 200:
            raise Unexpected(f"given-out: {reply.status} {reply.body[:500]!r}")
        self._etag = reply.find("etag")
        before, self._known = self._known, len(json.loads(reply.body)["given"])
        if before is None or before == self._known:
            return False
        self.seen.append(time.time())
        return True

    async def _fetch_page(self) -> None:
        await asyncio.sleep(random.random() * SPREAD)
        await self.pages.ask("GET", f"{visit_of(self.browser)}/{PAGE}", cookies=self.browser.cookies)
        await self.pages.end()


@dataclass
class Trainer:
    """Who gives the parts out."""

    browser: Browser
    connection: Connection

    async def open_all_weeks(self) -> None:
        """Let every week be open, so that a part that is given out can be read."""
        await self._send("calendar", "calendar", "policy=open&pauses=1&do=save")

    async def give(self, part: str) -> float:
        """When the button was tapped (wall-clock seconds) that gives a part of Bradley out."""
        return await self._send(
            "workshop/m1-w4", "workshop/m1-w4/give", f"activity=bradley&task=&part={part}"
        )

    async def _send(self, page: str, address: str, fields: str) -> float:
        root = visit_of(self.browser)
        # A connection that was quiet for a while is closed by the server.
        await self.connection.end()
        shown = await self.connection.ask("GET", f"{root}/{page}", cookies=self.browser.cookies)
        token = re.search(rb'name="csrf_token" value="([0-9a-f]+)"', shown.body)
        if token is None:
            raise Unexpected(f"{page}: {shown.status} {shown.body[:500]!r}")
        tapped_at = time.time()
        form = f"csrf_token={token[1].decode()}&{fields}"
        reply = await self.connection.ask(
            "POST", f"{root}/{address}", cookies=self.browser.cookies, form=form
        )
        if reply.status != 303:
            raise Unexpected(f"{address}: {reply.status} {reply.body[:500]!r}")
        return tapped_at


async def wait_until_seen(watchers: Sequence[Watcher], times: int, patience: float) -> None:
    """Wait until each has seen so many changes; raises Unexpected when patience ends."""
    until = time.monotonic() + patience
    while any(len(one.seen) < times for one in watchers):
        if time.monotonic() > until:
            raise Unexpected(f"{sum(len(one.seen) < times for one in watchers)} have not seen change {times}")
        await asyncio.sleep(0.05)
