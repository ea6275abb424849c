"""The same courses as the tests of activities work in, and browsers inside the whole service."""

from __future__ import annotations

from tests.activity.conftest import open_course  # noqa: F401 - a fixture
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
