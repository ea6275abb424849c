"""Courses to work in, each on a database of its own, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lti_app.database import db
from lti_app.programme.model import Programme
from tests.activity.courses import Course, make_course, make_database
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
        db.engine.dispose()
