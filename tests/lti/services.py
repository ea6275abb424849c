"""An LMS's services for tests: a token for whoever asks, and for each address the answer that a test has put there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from lti_app.lti.http import LmsHttp
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.service_calls import Caller
from lti_app.lti.tokens import Tokens
from tests.lti.local_server import LocalServer, make_answer, serve
from tests.score_delivery.outboxes import signing_key

TOKEN = json.dumps({"access_token": "t0ken", "expires_in": 3600}).encode()


@dataclass
class Services:
    """The services; `answers` are by path with query, and what is not there is answered with 404."""

    server: LocalServer
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where they are."""
        return self.server.url

    def put(self, path: str, said: Any, *, status: int = 200, **headers: str) -> None:
        """From now on, answer so at that address; text goes out as it is, all else as JSON."""
        body = said if isinstance(said, str) else json.dumps(said)
        self.answers[path] = (status, headers, body.encode())

    def list_calls(self, method: str) -> list[tuple[str, dict[str, str], bytes]]:
        """The calls so far of that method, but those for tokens: address, headers, body."""
        return [
            (path, dict(headers), body)
            for called, path, headers, body in self.server.requests
            if called == method and "token" not in path
        ]


@contextmanager
def run_services() -> Iterator[Services]:
    """Services until the block ends."""
    with serve(make_answer(b"")) as server:
        services = Services(server)

        def respond(handler: BaseHTTPRequestHandler) -> None:
            if "token" in handler.path:
                make_answer(TOKEN)(handler)
                return
            status, headers, body = services.answers.get(handler.path, (404, {}, b"{}"))
            make_answer(body, status=status, headers=headers)(handler)

        server.respond = respond
        yield services


def make_service_caller(url: str) -> Caller:
    """A caller of the services there."""
    second = timedelta(seconds=1)
    http = LmsHttp(
        public_url="http://127.0.0.1:8000",
        allowed_private_hosts=(),
        allow_loopback=True,
        connect_timeout=second,
        read_timeout=5 * second,
        total_timeout=9 * second,
        max_bytes=1_000_000,
    )
    pem, _, kid = signing_key()
    platform = Platform(
        id=1,
        issuer=url,
        client_id="tool",
        auth_url=f"{url}/auth",
        token_url=f"{url}/token",
        jwks_url=f"{url}/keys",
        token_audience=None,
    )
    return Caller(http, Tokens(http, dropped_early=60 * second), platform, SigningKey(kid, pem))
