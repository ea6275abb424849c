"""An LMS that registers this service by itself, for the tests of organisations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.organisation.registering import RegisteringLms, registering_lms


@pytest.fixture
def moodle() -> Iterator[RegisteringLms]:
    """An LMS that answers as the captured Moodle does."""
    with registering_lms() as made:
        yield made
