"""An LMS that answers a registration as Moodle does, from the captures, on a port of this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_app.database import Base, read_only
from tests.lti.local_server import LocalServer, serve
from tests.practice_lms.replay import MOODLE, read_capture

CAPTURE = read_capture("dynamic-registration")
CONFIGURATION = read_capture("openid-configuration")


@dataclass
class RegisteringLms:
    """The LMS: what it says of itself, and how it answers a registration. Each call to it is kept by `server`."""

    server: LocalServer
    configuration: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    body: str = ""

    @property
    def address(self) -> str:
        """Where its configuration stands."""
        return f"{self.server.url}/mod/lti/openid-configuration.php"

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The registrations that it was sent."""
        return [
            json.loads(body) for method, _path, _headers, body in self.server.requests if method == "POST"
        ]

    def refuse(self, exchange: dict[str, Any]) -> None:
        """From now on, answer as Moodle answered in a captured exchange."""
        answer = exchange.get("response", exchange)
        self.status, self.body = answer["status"], answer["body"]

    def open_page(self, client: FlaskClient, token: str = "token-1") -> TestResponse:
        """Open our registration page as the LMS's dialogue does."""
        query = {"openid_configuration": self.address, "registration_token": token}
        return client.get("/lti/register", query_string=query)

    def connect(
        self, client: FlaskClient, organisation: str = "Northmoor Council", token: str = "token-1"
    ) -> TestResponse:
        """Open the page and send it with the organisation's name."""
        return send(client, self.open_page(client, token), organisation)


def send(client: FlaskClient, shown: TestResponse, organisation: str) -> TestResponse:
    """Send a registration page."""
    return client.post("/lti/register", data={"sealed": sealed_of(shown), "organisation": organisation})


def sealed_of(shown: TestResponse) -> str:
    """What a registration page carries to its POST."""
    found = re.search(r'name="sealed" value="([^"]+)"', shown.get_data(as_text=True))
    assert found is not None, shown.get_data(as_text=True)
    return found[1]


@contextmanager
def registering_lms() -> Iterator[RegisteringLms]:
    """An LMS that registers tools until the block ends."""
    made: list[RegisteringLms] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        here = made[0]
        posted = handler.command == "POST"
        status, text = (here.status, here.body) if posted else (200, json.dumps(here.configuration))
        written = text.encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json" if status == 200 else "text/html")
        handler.send_header("Content-Length", str(len(written)))
        handler.end_headers()
        handler.wfile.write(written)

    with serve(respond) as server:
        here = json.loads(json.dumps(CONFIGURATION).replace(MOODLE, server.url))
        made.append(
            RegisteringLms(server, configuration=here, body=json.dumps(CAPTURE["new"]["response"]["body"]))
        )
        yield made[0]


def count(app: Flask, table: type[Base]) -> int:
    """How many rows a table has."""
    with app.app_context(), read_only() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
