"""The courses of the tests of activities, for grades."""

from __future__ import annotations

from tests.activity.conftest import open_course  # noqa: F401 - a fixture
