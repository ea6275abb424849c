"""One running service and one LMS for all journeys of a worker; an empty course for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browsers import PATIENCE_MS
from tests.journeys.stack import Stack, run_stack
from tests.practice_lms.server import PracticeLms

DESK: ViewportSize = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey as one that needs a browser."""
    here = Path(__file__).parent
    for test in items:
        if here in test.path.parents:
            test.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The service, its worker and the LMS, each in a process of its own."""
    with run_stack(tmp_path_factory.mktemp("journeys")) as stack:
        yield stack


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    """The service and the LMS, with nothing done in them."""
    running_stack.begin_anew()
    return running_stack


@pytest.fixture
def lms(stack: Stack) -> PracticeLms:
    """The LMS with an empty course."""
    return stack.lms


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has used yet."""
    made = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/London")
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab of that browser."""
    return context.new_page()
