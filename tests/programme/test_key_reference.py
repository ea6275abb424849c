"""The reference for authors names every key there is, and its examples are good TOML."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from lti_app.programme import reader
from lti_app.programme.fields import Form
from lti_app.programme.model import ActivityKind, BriefingStage, Readers, SignOff, Source

REFERENCE = (Path(__file__).parents[2] / "content" / "README.md").read_text()
FIELDS = [
    (form.__name__, field)
    for form in Form.__subclasses__()
    if form.__module__.startswith(reader.__package__ or "")
    for field in form.model_fields
]


@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_every_key_that_an_author_may_use_is_explained(form: str, field: str) -> None:
    assert re.search(rf"`(\[\[([a-z]+\.)?)?{field}(\]\])?`", REFERENCE), (
        f"content/README.md does not name {field}"
    )


@pytest.mark.parametrize("value", [*Readers, *Source, *ActivityKind, *BriefingStage, *SignOff])
def test_every_value_of_a_closed_set_is_explained(value: str) -> None:
    assert f'`"{value}"`' in REFERENCE, f"content/README.md does not name {value}"


def test_every_example_is_good_toml() -> None:
    examples = re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
    assert len(examples) >= 3
    assert all(tomllib.loads(example) for example in examples)
