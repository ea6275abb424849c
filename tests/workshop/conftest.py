"""The same courses as the tests of activities work in; and a workshop's day in the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.activity.conftest import open_course  # noqa: F401 - a fixture
from tests.builders import TestLms, make_app, make_settings
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
from tests.workshop.days import Day, join, write_pack


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:  # noqa: F811
    """The service with a small pack that has a workshop."""
    pack = write_pack(tmp_path)
    with make_app(make_settings(tmp_path, DATABASE_URL=database_url, PROGRAMME_DIR=str(pack))) as made:
        yield made


@pytest.fixture
def day(app: Flask, lms: TestLms) -> Day:
    """A cohort with a trainer."""
    return Day(app, lms, join(app, lms, "Tara Teacher", trainer=True))
