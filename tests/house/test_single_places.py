"""The clock, commits, the environment, content and unescaped text each have their one place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.house.single_places import (
    check_clock,
    check_commits,
    check_content_folder,
    check_environment,
    list_unescaped,
)
from tests.house.sources import Source, list_sources, source_of, told

Check = Callable[[Source], list[str]]


@pytest.mark.parametrize("check", [check_clock, check_commits, check_environment, check_content_folder])
def test_what_has_one_place_is_done_there(check: Check) -> None:
    faults = [fault for source in list_sources("lti_app") for fault in check(source)]
    assert not faults, told(faults)


def test_browsers_are_started_by_the_one_fixture() -> None:
    """A second Playwright beside the first of a worker's process is refused, in whichever test comes later.

    A program that is run by itself starts its own.
    """
    elsewhere = [
        source.path.as_posix()
        for source in list_sources("tests")
        if source.path.as_posix() not in {"tests/conftest.py", "tests/house/test_single_places.py"}
        and source.path.name != "__main__.py"
        and re.search(r"\bsync_playwright\(\)", source.text)
    ]
    assert not elsewhere, f"{elsewhere}: take the fixture `browser` or `playwright` of tests/conftest.py"


def test_at_most_one_file_marks_text_safe() -> None:
    places = {source.path: found for source in list_sources("lti_app") if (found := list_unescaped(source))}
    elsewhere = [path for path in places if path.parts[1] not in {"web", "programme"}]
    assert len(places) <= 1 and not elsewhere, told(fault for found in places.values() for fault in found)


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (check_clock, "now = datetime.now(UTC)"),
        (check_clock, "now = datetime.datetime.utcnow()"),
        (check_clock, "from time import time"),
        (check_clock, "now = time.time()"),
        (check_commits, "session.commit()"),
        (check_commits, "db.session.rollback()"),
        (check_commits, "with session.begin(): pass"),
        (check_environment, "import os; port = os.environ['PORT']"),
        (check_environment, "import os; port = os.getenv('PORT')"),
        (check_environment, "from os import environ"),
        (check_content_folder, "text = (ROOT / 'content' / 'week.md').read_text()"),
        (check_content_folder, "text = open('content/week.md').read()"),
        (check_content_folder, "import tomllib"),
        (list_unescaped, "text = markupsafe.Markup('<b>')"),
    ],
)
def test_a_planted_line_is_found(check: Check, line: str) -> None:
    assert check(source_of("lti_app/gate/actions.py", line))


@pytest.mark.parametrize(
    ("check", "path", "line"),
    [
        (check_clock, "lti_app/lti/http.py", "began = time.monotonic()"),
        (check_clock, "lti_app/clock.py", "now = datetime.now(UTC)"),
        (check_commits, "lti_app/gate/actions.py", "with transaction() as session: session.flush()"),
        (check_environment, "lti_app/settings.py", "import os; given = os.environ"),
        (check_content_folder, "lti_app/programme/reader.py", "import tomllib"),
        (check_content_folder, "lti_app/web/headers.py", "value = {'content': 1}['content']"),
    ],
)
def test_the_one_place_is_let_be(check: Check, path: str, line: str) -> None:
    assert check(source_of(path, line)) == []
