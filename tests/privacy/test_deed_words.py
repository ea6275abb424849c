"""Every kind of event that the audit trail can hold has words, and every deed is one of them."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.deed_words_rules import (
    DEED_WORDS,
    EXPORT_WORDS,
    KIND_WORDS,
    LOOK_WORDS,
    NOBODY,
    EventKind,
    list_deeds_of,
    say_event,
    word_unknown,
)
from lti_app.sign_off.statement_rules import StatementKind

GAPS = {"by", "person", "manager", "subject", "reason"}
HOUSE = Path(__file__).parents[2] / "lti_app"


def test_no_deed_and_no_kind_lacks_words() -> None:
    assert set(DEED_WORDS) == set(Deed)
    assert set(KIND_WORDS) == set(EventKind)
    shown = {deed for kind in EventKind for deed in list_deeds_of(kind)}
    assert shown == set(Deed)
    assert {LOOK_WORDS.kind, EXPORT_WORDS.kind} <= set(EventKind)


@pytest.mark.parametrize("kind", StatementKind)
def test_whatever_a_line_manager_signs_is_a_deed(kind: StatementKind) -> None:
    assert Deed(f"signed: {kind}") in DEED_WORDS


@pytest.mark.parametrize("words", [*DEED_WORDS.values(), LOOK_WORDS, EXPORT_WORDS])
def test_a_sentence_has_known_gaps_alone_and_reads_as_one_with_and_without_names(words: object) -> None:
    sentence = words.sentence  # type: ignore[attr-defined]
    assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= GAPS
    for names in ({"by": None, "person": None}, {"by": "Tara", "person": "Pat", "manager": "Kim"}):
        said = say_event(words, subject="one thing", reason="link expired", **names)  # type: ignore[arg-type]
        assert said[0].isupper() and said.endswith(".") and "{" not in said and "None" not in said


def test_a_phrase_of_another_version_is_told_as_it_stands() -> None:
    assert say_event(word_unknown("cupboard {opened}"), by=None, person=None) == (
        f"Cupboard opened, by {NOBODY}."
    )


def list_deeds_written(text: str) -> list[str]:
    """What each call that writes a line of the trail names as its deed, as source."""
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    found = []
    for call in calls:
        match getattr(call.func, "id", ""):
            case "add_trail_line":
                found += [ast.unparse(word.value) for word in call.keywords if word.arg == "deed"]
            case "record_naming_deed":
                found.append(ast.unparse(call.args[2]))
    return found


def test_no_line_of_the_trail_is_written_with_a_bare_phrase() -> None:
    written = {
        (file.name, deed) for file in HOUSE.rglob("*.py") for deed in list_deeds_written(file.read_text())
    }
    assert len(written) > 10
    assert [one for one in written if one[1].startswith(("'", "f'"))] == []
