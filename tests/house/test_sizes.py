"""Nothing grows past what can be read at one sitting."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from tests.house.sizes import (
    FILE_LINES,
    FUNCTION_LINES,
    TEMPLATE_LINES,
    check_file_size,
    check_function_sizes,
)
from tests.house.sources import ROOT, list_files, list_sources, source_of, told

CODE = ("lti_app", "tests", "config")


def _path(file: Path) -> PurePosixPath:
    return PurePosixPath(file.relative_to(ROOT).as_posix())


def _check_all(*endings: str, most: int) -> list[str]:
    files = [file for file in list_files(*CODE, endings=endings) if "migrations" not in file.parts]
    return [fault for file in files for fault in check_file_size(_path(file), file.read_text(), most=most)]


def test_python_files_are_short() -> None:
    faults = _check_all(".py", ".sh", most=FILE_LINES)
    assert not faults, told(faults)


def test_scripts_and_style_sheets_of_our_own_are_short() -> None:
    faults = _check_all(".js", ".mjs", ".css", ".scss", most=FILE_LINES)
    assert not faults, told(faults)


def test_templates_are_short() -> None:
    faults = _check_all(".html", ".jinja", ".j2", most=TEMPLATE_LINES)
    assert not faults, told(faults)


def test_functions_are_short() -> None:
    faults = [fault for source in list_sources(*CODE) for fault in check_function_sizes(source)]
    assert not faults, told(faults)


def test_a_planted_long_file_is_found() -> None:
    path = PurePosixPath("lti_app/gate/rules.py")
    assert check_file_size(path, "x = 1\n" * (FILE_LINES + 1), most=FILE_LINES)
    assert check_file_size(path, "x = 1\n" * FILE_LINES, most=FILE_LINES) == []


def test_a_planted_long_function_is_found() -> None:
    def written(lines: int) -> str:
        return "def f() -> None:\n" + "    x = 1\n" * (lines - 1)

    assert check_function_sizes(source_of("lti_app/gate/rules.py", written(FUNCTION_LINES + 1)))
    assert check_function_sizes(source_of("lti_app/gate/rules.py", written(FUNCTION_LINES))) == []
