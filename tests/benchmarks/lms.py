"""The measuring LMS's own server: key set, access tokens and scores, with a delay; what it was asked it counts."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.signing import Lms


@dataclass(slots=True)
class Asked:
    """What the LMS was asked for since it was last told to forget; instants are monotonic seconds."""

    delay: float = 0.0
    token_life: int = 3600
    key_sets: int = 0
    tokens: int = 0
    scores: int = 0
    refused: int = 0
    first_score_at: float = 0.0
    last_score_at: float = 0.0
    told: set[str] = field(default_factory=set)


class _Answering(asyncio.Protocol):
    """One kept connection; requests on it come one after another."""

    def __init__(self, lms: Lms, counted: list[Asked]) -> None:
        self._lms = lms
        self._counted = counted
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        head, mark, rest = self._waiting.partition(b"\r\n\r\n")
        if not mark:
            return
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if len(rest) < length:
            return
        self._waiting = rest[length:]
        self._answer(head.split(b" ", 2)[1].decode(), rest[:length])

    def _answer(self, target: str, body: bytes) -> None:
        asked = self._counted[0]
        path = urlsplit(target).path
        if path == "/jwks":
            asked.key_sets += 1
            self._send(self._lms.jwks)
        elif path == "/token":
            asked.tokens += 1
            token = {"access_token": "bench", "token_type": "Bearer", "expires_in": asked.token_life}
            self._later(json.dumps(token))
        elif path.endswith("/scores"):
            self._count_score(json.loads(body), path)
            self._later("")
        elif path == "/asked":
            self._send(json.dumps({**asdict(asked), "told": len(asked.told)}))
        elif path == "/forget":
            wanted = parse_qs(urlsplit(target).query)
            self._counted[0] = Asked(delay=float(wanted["delay"][0]), token_life=int(wanted["life"][0]))
            self._send("{}")
        else:
            asked.refused += 1
            self._send("{}", status="404 Not Found")

    def _count_score(self, score: dict[str, object], path: str) -> None:
        asked = self._counted[0]
        now = time.monotonic()
        asked.scores += 1
        asked.first_score_at = asked.first_score_at or now
        asked.last_score_at = now
        asked.told.add(f"{path} {score['userId']}")

    def _later(self, body: str) -> None:
        delay = self._counted[0].delay
        if delay:
            asyncio.get_running_loop().call_later(delay, self._send, body)
        else:
            self._send(body)

    def _send(self, body: str, status: str = "200 OK") -> None:
        payload = body.encode()
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        self._transport.write(head.encode() + payload)


async def answer(lms: Lms, port: int) -> None:
    """Answer until the process is ended."""
    counted = [Asked()]
    server = await asyncio.get_running_loop().create_server(
        lambda: _Answering(lms, counted), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    chosen = int(sys.argv[1])
    asyncio.run(answer(Lms(f"http://127.0.0.1:{chosen}", Path(sys.argv[2]).read_text()), chosen))
