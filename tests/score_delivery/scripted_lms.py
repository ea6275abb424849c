"""An LMS of a few lines with Moodle's rules for tokens, scores, results and line items, whose faults a test scripts."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"


@dataclass(frozen=True, slots=True)
class Cell:
    """A grade: whose, in which column."""

    column: str
    user: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A score as it came, and the status of its answer; `lost` when that never went out."""

    cell: Cell
    given: float
    second: int
    status: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What a script answers instead. `after` seconds; `lost`: the score counts, but no answer goes out."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: str = "[]"
    reason: str = ""
    lost: bool = False
    after: float = 0.0


@dataclass
class ScriptedLms:
    """A gradebook and what was asked of it. `script` says for each score what to answer; None for the usual."""

    url: str = ""
    script: Callable[[Cell, int], Reply | None] = lambda _cell, _number: None
    token_script: Callable[[int], Reply | None] = lambda _number: None
    delay: float = 0.0
    token_lifetime: int = 3600
    grades: dict[Cell, tuple[float, int]] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    line_items: list[dict[str, Any]] = field(default_factory=list)
    listings: int = 0
    tokens: Counter[str] = field(default_factory=Counter)
    live_tokens: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, cell: Cell, *, given: float, second: int) -> None:
        """Put a grade into the gradebook as somebody else would."""
        self.grades[cell] = (given, second)

    def forget_tokens(self) -> None:
        """Refuse every token given so far."""
        self.live_tokens.clear()

    def count_accepted(self, cell: Cell) -> int:
        """How often a score was taken for that cell."""
        return sum(one.status == 200 for one in self.posted if one.cell == cell)

    def take(self, cell: Cell, sent: dict[str, Any]) -> Reply:
        """Judge a score by Moodle's rules, after the script."""
        with self.lock:
            number = sum(one.cell == cell for one in self.posted)
            reply = self.script(cell, number)
            second = int(datetime.fromisoformat(sent["timestamp"]).timestamp())
            if reply is None or reply.lost:
                held = self.grades.get(cell)
                if held is not None and held[1] >= second:
                    late = Reply(409, reason="Refusing score with an earlier timestamp")
                    reply = late if reply is None else Reply(409, lost=True)
                else:
                    self.grades[cell] = (float(sent["scoreGiven"]), second)
                    reply = reply or Reply(body="")
            self.posted.append(Posted(cell, float(sent["scoreGiven"]), second, reply.status, reply.lost))
            return reply


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    lms: ScriptedLms

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Tokens and scores."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = urlsplit(self.path).path
        if path == "/token":
            return self._give_token(parse_qs(body.decode()))
        if not self._is_let_in() or self.headers["Content-Type"] != SCORE_TYPE:
            return self._answer(Reply(401 if not self._is_let_in() else 400, reason="Unauthorized"))
        lms = self.lms
        with lms.lock:
            lms.at_once += 1
            lms.most_at_once = max(lms.most_at_once, lms.at_once)
        if lms.delay:
            time.sleep(lms.delay)
        sent = json.loads(body)
        reply = lms.take(Cell(path.split("/")[2], str(sent["userId"])), sent)
        with lms.lock:
            lms.at_once -= 1
        return self._answer(reply)

    def do_GET(self) -> None:
        """Line items and results."""
        if not self._is_let_in():
            return self._answer(Reply(401, reason="Unauthorized"))
        parts = urlsplit(self.path)
        if parts.path == "/lineitems":
            self.lms.listings += 1
            known = self.headers["Accept"] == LINE_ITEMS_TYPE and "limit" not in parts.query
            return self._answer(Reply(200 if known else 400, body=json.dumps(self.lms.line_items)))
        user = parse_qs(parts.query)["user_id"][0]
        held = self.lms.grades.get(Cell(parts.path.split("/")[2], user))
        shown = [{"userId": user, "resultScore": held[0], "resultMaximum": 100}] if held else []
        return self._answer(Reply(body=json.dumps(shown)))

    def _is_let_in(self) -> bool:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") in self.lms.live_tokens

    def _give_token(self, form: dict[str, list[str]]) -> None:
        lms = self.lms
        with lms.lock:
            number = sum(lms.tokens.values())
            lms.tokens[form["scope"][0].rsplit("/", 1)[-1]] += 1
            reply = lms.token_script(number)
            if reply is None:
                token = f"token-{number}"
                lms.live_tokens.add(token)
                said = {"access_token": token, "token_type": "Bearer", "expires_in": lms.token_lifetime}
                # Moodle sends its tokens as text/html.
                reply = Reply(headers=(("Content-Type", "text/html; charset=utf-8"),), body=json.dumps(said))
        self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        if reply.after:
            time.sleep(reply.after)
        if reply.lost:
            self.close_connection = True
            return
        body = reply.body.encode()
        self.send_response(reply.status, reply.reason or None)
        for name, value in (*reply.headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def run_lms(lms: ScriptedLms | None = None, *, port: int = 0) -> Iterator[ScriptedLms]:
    """The LMS, listening on a port of this machine until the block ends."""
    lms = lms or ScriptedLms()
    handler = type("Handler", (_Handler,), {"lms": lms})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    lms.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
