"""Every line that is promised has a test of the name that the list gives, so that none goes without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.certification.conftest import HELD_BY
from tests.certification.lines import LINES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("line", "test"), LINES.items(), ids=[f"{one[0]}: {one[1]}" for one in LINES])
def test_a_line_is_held_by_a_test(line: tuple[str, str], test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    HELD_BY.append((*line, test))
