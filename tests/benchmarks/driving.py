"""The driver: simulated browsers that log in, launch and follow, over a few kept connections to one server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.benchmarks.signing import Learner, Lms

CONNECTIONS = 4


class Unexpected(Exception):  # noqa: N818 - what the server answered, not an error of the driver
    """A server answered something else than a launch should get."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; header names in small letters."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def find(self, name: str) -> str:
        """The first header of that name; "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(slots=True)
class Browser:
    """One person's browser: its cookies, and what the launch under way is to bring."""

    learner: Learner
    cookies: dict[str, str] = field(default_factory=dict)
    state: str = ""
    nonce: str = ""
    id_token: str = ""
    next_address: str = ""

    def keep_cookies(self, reply: Reply) -> None:
        """Keep what the server sets, by name."""
        for key, value in reply.headers:
            if key == "set-cookie":
                name, _, secret = value.partition(";")[0].partition("=")
                self.cookies[name] = secret


class Connection:
    """One kept connection to a server of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self,
        method: str,
        target: str,
        *,
        cookies: dict[str, str] | None = None,
        form: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Reply:
        """The server's answer; redirects are not followed."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", "Accept: text/html"]
        lines += [f"{name}: {value}" for name, value in (more or {}).items()]
        if cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + form).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:])
        ]
        reply = Reply(int(head[0].split(" ", 2)[1]), headers, b"")
        body = await reader.readexactly(int(reply.find("content-length") or 0))
        if reply.find("connection") == "close":
            self.close()
        return Reply(reply.status, headers, body)

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def end(self) -> None:
        """End the connection, and wait until it is gone."""
        if self._streams is not None:
            writer = self._streams[1]
            self.close()
            with suppress(OSError):
                await writer.wait_closed()


@dataclass(frozen=True, slots=True)
class Site:
    """A tool under measurement, from the browser's side. `expects` stands in the last page of a launch."""

    port: int
    expects: Callable[[Learner], str]
    follows: bool

    @property
    def target(self) -> str:
        """The address that links open, and that launches are posted to."""
        return f"http://127.0.0.1:{self.port}/lti/launch"

    async def log_in(self, connection: Connection, browser: Browser, lms: Lms) -> None:
        """The first request: what the LMS is to answer stays with the browser."""
        form = urlencode(lms.build_login(browser.learner, target=self.target))
        reply = await connection.ask("POST", "/lti/login", cookies=browser.cookies, form=form)
        asked = parse_qs(urlsplit(reply.find("location")).query)
        if reply.status not in {302, 303} or "state" not in asked:
            raise Unexpected(f"login: {reply.status} {reply.body[:2000]!r}")
        browser.keep_cookies(reply)
        browser.state, browser.nonce = asked["state"][0], asked["nonce"][0]

    async def launch(self, connection: Connection, browser: Browser) -> None:
        """The second request: it answers the page itself, or where the page is."""
        form = urlencode({"id_token": browser.id_token, "state": browser.state})
        reply = await connection.ask("POST", "/lti/launch", cookies=browser.cookies, form=form)
        browser.keep_cookies(reply)
        if not self.follows:
            self._check(reply, browser)
            return
        if reply.status != 303:
            raise Unexpected(f"launch: {reply.status} {reply.body[:4000]!r}")
        browser.next_address = urlsplit(reply.find("location")).path

    async def follow(self, connection: Connection, browser: Browser) -> None:
        """The third request, where there is one: the page."""
        self._check(await connection.ask("GET", browser.next_address, cookies=browser.cookies), browser)

    def _check(self, reply: Reply, browser: Browser) -> None:
        if reply.status != 200 or self.expects(browser.learner).encode() not in reply.body:
            raise Unexpected(f"page: {reply.status} {reply.body[:4000]!r}")


def drive(
    port: int, browsers: Sequence[Browser], step: Callable[[Connection, Browser], Awaitable[None]]
) -> None:
    """Take every browser through one step, in a thread of its own: a browser test may have left this one a loop."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(lambda: asyncio.run(_run_step(port, browsers, step))).result()


async def _run_step(
    port: int, browsers: Sequence[Browser], step: Callable[[Connection, Browser], Awaitable[None]]
) -> None:
    """Take every browser through one step, on a few connections at once."""
    waiting = iter(browsers)

    async def work() -> None:
        connection = Connection(port)
        try:
            for browser in waiting:
                await step(connection, browser)
        finally:
            connection.close()

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
