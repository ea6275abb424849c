"""Courses to work in, each on a database of its own, SQLite and PostgreSQL; and browsers inside the whole service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.database import close_connections
from lti_app.programme.model import Programme
from tests.activity.browsing import Browsing
from tests.activity.courses import Course, make_course, make_database
from tests.builders import CLAIM, INSTRUCTOR, TestLms
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures

OpenCourse = Callable[..., Course]


@pytest.fixture
def open_course(tmp_path: Path, database_url: str) -> Iterator[OpenCourse]:  # noqa: F811
    """Makes the test's course, for a programme and with a policy; its app's context is open."""
    app = make_database(tmp_path, database_url)
    with app.app_context():

        def open_one(programme: Programme, **more: object) -> Course:
            return make_course(app, programme, **more)  # type: ignore[arg-type]

        yield open_one
        close_connections()


@pytest.fixture
def programme(app: Flask) -> Programme:
    """The pack's programme."""
    pack: Programme = app.extensions["programme"]
    return pack


@pytest.fixture
def browsing(client: FlaskClient, lms: TestLms, programme: Programme) -> Browsing:
    """A participant who has launched week one."""
    return Browsing(client, lms.enter(client), programme)


@pytest.fixture
def trainer(app: Flask, lms: TestLms, programme: Programme) -> Browsing:
    """A trainer of the same course."""
    other = app.test_client()
    roles: dict[str, Any] = {CLAIM + "roles": [INSTRUCTOR]}
    return Browsing(other, lms.enter(other, sub="9", **roles), programme)
