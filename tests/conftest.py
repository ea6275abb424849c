"""The fixtures that most tests share: the service on a database of its own, and an LMS registered with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import TestLms, make_app, make_lms, make_settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The service on SQLite, with empty tables."""
    with make_app(make_settings(tmp_path)) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser at the service's own address."""
    return app.test_client()


@pytest.fixture
def lms(app: Flask) -> Iterator[TestLms]:
    """An LMS that is registered."""
    with make_lms(app) as made:
        made.register()
        yield made
