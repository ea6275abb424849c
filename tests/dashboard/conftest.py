"""An LMS whose services really answer, for tests of what is read from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.builders import TestLms, make_lms
from tests.lti.services import Services, run_services


@pytest.fixture
def services() -> Iterator[Services]:
    """The LMS's services."""
    with run_services() as running:
        yield running


@pytest.fixture
def lms(app: Flask, services: Services) -> Iterator[TestLms]:
    """An LMS that is registered, whose issuer is where its services are."""
    with make_lms(app, issuer=services.url) as made:
        made.register()
        yield made
