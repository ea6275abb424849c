"""The service inside the measuring process: one client that launches through it, and what the code did meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from lti_app import create_app
from lti_app.database import close_connections
from lti_app.settings import read_settings
from tests.benchmarks.driving import Unexpected
from tests.benchmarks.running import Tool
from tests.benchmarks.signing import Learner, Lms


@dataclass(frozen=True, slots=True)
class Inside:
    """The service in this process, and the LMS whose people come."""

    app: Flask
    lms: Lms
    target: str

    def log_in(self, client: FlaskClient, learner: Learner) -> dict[str, list[str]]:
        """Begin a login; what the service asks the LMS for."""
        answer = client.post("/lti/login", data=self.lms.build_login(learner, target=self.target))
        expect(answer, 302)
        return parse_qs(urlsplit(answer.headers["Location"]).query)

    def launch(self, client: FlaskClient, learner: Learner, asked: dict[str, list[str]]) -> str:
        """Answer a login; the address that the launch leads to."""
        claims = self.lms.build_claims(learner, target=self.target, nonce=asked["nonce"][0])
        form = {"id_token": self.lms.sign(claims), "state": asked["state"][0]}
        answer = client.post("/lti/launch", data=form)
        expect(answer, 303)
        return urlsplit(answer.headers["Location"]).path

    def enter(self, client: FlaskClient, learner: Learner) -> str:
        """A whole launch but its page; the address of the page."""
        return self.launch(client, learner, self.log_in(client, learner))


def expect(answer: TestResponse, status: int) -> str:
    """The page, when it came with that status; raises Unexpected."""
    page = answer.get_data(as_text=True)
    if answer.status_code != status:
        raise Unexpected(f"{answer.request.path}: {answer.status_code} {page[:2000]}")
    return page


@contextmanager
def run_inside(tool: Tool, lms: Lms) -> Iterator[Inside]:
    """The service of that installation in this process; it says nothing and lets the database go at the end."""
    app = create_app(read_settings(tool.environment))
    yield Inside(app, lms, f"{tool.environment['PUBLIC_URL']}/lti/launch")
    with app.app_context():
        close_connections()


def count_statements(act: Callable[[], Any]) -> int:
    """How many statements the database was sent while `act` ran, beginnings and ends of transactions not counted."""
    seen: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen["begin" if statement.startswith(("BEGIN", "PRAGMA")) else "statement"] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return seen["statement"]


@contextmanager
def counted_key_parses() -> Iterator[list[int]]:
    """A list that grows by one whenever a private key is parsed while the block lasts."""
    parsed: list[int] = []
    parse = serialization.load_pem_private_key

    def note(*args: Any, **kwargs: Any) -> Any:
        parsed.append(1)
        return parse(*args, **kwargs)

    with (
        patch.object(serialization, "load_pem_private_key", note),
        patch("jwt.algorithms.load_pem_private_key", note),
    ):
        yield parsed
