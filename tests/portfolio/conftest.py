"""A participant of the whole programme, with an empty portfolio or a full one."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import TestLms
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
from tests.portfolio.filling import Writer, fill, join


@pytest.fixture
def writer(app: Flask, lms: TestLms) -> Writer:
    """A participant who has submitted nothing yet."""
    return join(app, lms)


@pytest.fixture
def full(writer: Writer) -> Writer:
    """A participant who has submitted every task."""
    fill(writer)
    return writer
