"""GOV.UK Notify's e-mail API as far as it is called, on this machine: tokens are checked, mails are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import jwt

from tests.lti.local_server import LocalServer, make_answer, serve

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"tests-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@dataclass
class NotifySink:
    """The service: where it is, what it took, and a refusal (status, error, words) in place of taking it."""

    url: str
    received: list[dict[str, Any]] = field(default_factory=list)
    refusal: tuple[int, str, str] | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The environment in which mail comes here."""
        return {"NOTIFY_API_KEY": API_KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE, "NOTIFY_URL": self.url}


def _refuse(status: int, error: str, words: str) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": error, "message": words}]}


def _judge(sink: NotifySink, server: LocalServer) -> tuple[int, dict[str, Any]]:
    method, path, headers, body = server.requests[-1]
    if (method, path) != ("POST", "/v2/notifications/email"):
        return _refuse(404, "NoResultFound", "No result found")
    token = headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
    except jwt.PyJWTError:
        return _refuse(403, "AuthError", "Invalid token: signature, api token not found")
    if claims.get("iss") != SERVICE:
        return _refuse(403, "AuthError", "Invalid token: service not found")
    if sink.refusal is not None:
        return _refuse(*sink.refusal)
    sink.received.append(json.loads(body))
    return 201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": sink.received[-1]["reference"]}


@contextmanager
def serve_notify() -> Iterator[NotifySink]:
    """The service on a free port of 127.0.0.1 until the block ends."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        status, told = _judge(sink, server)
        make_answer(json.dumps(told).encode(), status=status)(handler)

    with serve(respond) as server:
        sink = NotifySink(server.url)
        yield sink
