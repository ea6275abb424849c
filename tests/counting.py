"""How many statements something sends to the database."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lti_app.database import db


def count_statements(app: Flask, act: Callable[[], object]) -> int:
    """How many statements `act` takes."""
    told: list[str] = []

    def note(*given: object) -> None:
        told.append(str(given[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(told)


def count_of(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page takes."""

    def open_page() -> None:
        assert client.get(address).status_code == 200

    return count_statements(app, open_page)
