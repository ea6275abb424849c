"""Names say something, nothing is left undone, and every module says what is found in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from tests.house.sources import ROOT, Source, list_files, list_sources, source_of, told
from tests.house.words import (
    check_docstrings,
    check_file_name,
    check_names,
    check_prints,
    check_skips,
    check_text,
)

Check = Callable[[Source], list[str]]
TEXT = (
    *(".py", ".toml", ".md", ".txt", ".in", ".html", ".js", ".css", ".scss", ".sh", ".json", ".yml", ".env"),
    *("Makefile", "run", ".ini", ".mako"),
)


@pytest.mark.parametrize(
    ("check", "folders"),
    [
        (check_names, ("lti_app", "tests", "config")),
        (check_prints, ("lti_app",)),
        (check_skips, ("tests",)),
        (check_docstrings, ("lti_app", "tests", "config")),
    ],
)
def test_python_files_keep_to_the_wording_rules(check: Check, folders: tuple[str, ...]) -> None:
    faults = [fault for source in list_sources(*folders) for fault in check(source)]
    assert not faults, told(faults)


def test_files_are_named_for_their_subject() -> None:
    paths = [
        PurePosixPath(file.relative_to(ROOT).as_posix()) for file in list_files("lti_app", "tests", "config")
    ]
    faults = [fault for path in paths if "captures" not in path.parts for fault in check_file_name(path)]
    assert not faults, told(faults)


def test_nothing_is_left_undone_and_no_registry_is_named() -> None:
    faults = []
    for file in list_files(endings=TEXT):
        path = PurePosixPath(file.relative_to(ROOT).as_posix())
        if "captures" not in path.parts and "govuk" not in path.as_posix():
            faults += check_text(path, file.read_text())
    assert not faults, told(faults)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (check_names, "lti_app/gate/rules.py", "def process_answers(): ..."),
        (check_names, "lti_app/gate/rules.py", "def get_user_data(): ..."),
        (check_names, "lti_app/gate/rules.py", "class ActivityManager: ..."),
        (check_names, "lti_app/gate/rules.py", "class Visit:\n    def handle(self): ..."),
        (check_prints, "lti_app/gate/rules.py", "print('open')"),
        (check_skips, "tests/gate/test_rules.py", "import pytest\npytestmark = pytest.mark.skipif(True)"),
        (check_skips, "tests/gate/test_rules.py", "import pytest\npytest.skip('later')"),
        (check_docstrings, "lti_app/gate/rules.py", "x = 1"),
        (check_docstrings, "lti_app/web/entry.py", '"""Who may enter"""'),
        (check_docstrings, "lti_app/gate/rules.py", '"""Whether it is open."""\ndef decide_gate(): ...'),
        (check_docstrings, "lti_app/lti/ags.py", '"""Scores."""\ndef post_score(): ...'),
    ],
)
def test_a_planted_word_is_found(check: Check, path: str, text: str) -> None:
    assert check(source_of(path, text))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (check_names, "def find_line_item(): ..."),
        (check_names, "def judge_line_manager_word(): ..."),
        (check_names, "class SecretText(TypeDecorator):\n    def process_bind_param(self): ..."),
        (check_names, "def decide_handled(): ..."),
        (check_names, "def test_no_data_is_lost_when_the_process_ends(): ..."),
        (check_docstrings, '"""Whether it is open."""\ndef _judge(): ...'),
    ],
)
def test_an_exact_word_is_let_be(check: Check, text: str) -> None:
    assert check(source_of("lti_app/gate/rules.py", text)) == []


@pytest.mark.parametrize("line", ["# TO" + "DO: later", "index = 'https://pypi." + "org/simple'"])
def test_a_planted_line_of_text_is_found(line: str) -> None:
    assert check_text(PurePosixPath("docs/runbook.md"), line)


@pytest.mark.parametrize("path", ["lti_app/web/utils.py", "tests/helpers/server.py", "lti_app/misc/rules.py"])
def test_a_planted_file_name_is_found(path: str) -> None:
    assert check_file_name(PurePosixPath(path))
