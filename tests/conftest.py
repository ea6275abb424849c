"""The fixtures that most tests share: the service on a database of its own, and an LMS registered with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browsers import FLAGS, PATIENCE_MS, find_browser
from tests.builders import TestLms, make_app, make_lms, make_settings
from tests.databases import database_url, postgres_server

__all__ = ["database_url", "postgres_server"]

# How long an example takes to be drawn or tried says something of the machine, which may be busy, and nothing of the
# code. What is asked of each example, and how many are tried, is untouched.
examples.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("patient")


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """The service with empty tables: once on SQLite, once on PostgreSQL."""
    with make_app(make_settings(tmp_path, DATABASE_URL=database_url)) as made:
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


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers: one for all tests of a worker, since a second beside it is refused."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one browser of all tests of a worker; a test opens a context or a page of its own in it."""
    launched = playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
    yield launched
    launched.close()
