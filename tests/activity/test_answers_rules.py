"""Answers: what a form brings is kept as typed, nothing unknown comes in, and two tabs' words join without loss."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_app.activity.answers_rules import (
    Answers,
    clean_text,
    join_answers,
    load_answers,
    read_answers,
    write_answers,
)
from lti_app.activity.form_rules import Button, read_sent_form
from lti_app.activity.shape_rules import list_fields
from lti_app.activity.version_rules import MOST_LEAP, Held, decide_fits, next_version, version_after
from lti_app.programme.model import Asks
from tests.activity.programmes import ENOUGH, KINDS

texts = st.text(max_size=40)


@st.composite
def forms(draw: st.DrawFn, kind: str) -> dict[str, str]:
    """Any filling of the form of a task of that kind."""
    shape = list_fields(KINDS[kind])
    names = list(shape.single) + [
        rows.name(n, part) for rows in shape.rows for n in (1, 2, 5) for part in rows.parts
    ]
    return draw(st.dictionaries(st.sampled_from(names), texts))


def read(kind: str, form: dict[str, str]) -> Answers:
    """The answers that a form brings."""
    return read_answers(asks=KINDS[kind], form=form)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_enough_comes_through_form_and_json_unchanged(kind: str) -> None:
    answers = read(kind, ENOUGH[kind])
    assert dict(answers.fields) == ENOUGH[kind]
    assert load_answers(write_answers(answers)) == answers


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_fields_never_come_in(kind: str) -> None:
    stray = {
        "person_id": "7",
        "text.2": "x",
        "view.1.name": "x",
        "rating.s9": "1",
        "step.0.what": "x",
        "goal.999.text": "x",
    }
    assert dict(read(kind, stray).fields) == {}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_reading_what_was_read_changes_nothing(kind: str, data: st.DataObject) -> None:
    answers = read(kind, data.draw(forms(kind)))
    assert read(kind, dict(answers.fields)) == answers
    assert all(text.strip() for _, text in answers.fields)


@given(st.text())
def test_cleaned_text_holds_no_control_characters_and_can_be_kept(text: str) -> None:
    clean = clean_text(text)
    clean.encode()
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in clean)
    assert clean_text(clean) == clean


def test_line_ends_of_every_browser_come_to_the_same() -> None:
    assert clean_text("one\r\ntwo\rthree\nfour\x00\x1b") == "one\ntwo\nthree\nfour"


def test_what_is_pasted_between_lines_and_pages_runs_no_two_words_into_one() -> None:
    assert clean_text("a line\vof a letter\fthe next page") == "a line\nof a letter\nthe next page"


def test_empty_rows_close_up() -> None:
    answers = read(
        "views", {"view.2.role": "A colleague", "view.2.text": "b", "view.1.text": "  ", "view.7.text": "c"}
    )
    assert answers.fields == (("view.1.role", "A colleague"), ("view.1.text", "b"), ("view.2.text", "c"))
    assert answers.count_rows("view") == 2


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_both_in_one_holds_every_typed_word_of_each(kind: str, data: st.DataObject) -> None:
    mine, theirs = read(kind, data.draw(forms(kind))), read(kind, data.draw(forms(kind)))
    joined = join_answers(asks=KINDS[kind], mine=mine, theirs=theirs)
    together = "\n".join(text for _, text in joined.fields)
    chosen = list_fields(KINDS[kind]).chosen
    for name, text in (*mine.fields, *theirs.fields):
        assert name in chosen or text.strip() in together
    assert join_answers(asks=KINDS[kind], mine=mine, theirs=mine) == mine


def test_both_in_one_puts_the_other_tabs_words_first_and_takes_my_choices() -> None:
    mine = read("rate", {"rating.s1": "1", "note.s1": "mine"})
    theirs = read("rate", {"rating.s1": "3", "note.s1": "theirs", "rating.s2": "2"})
    joined = join_answers(asks=KINDS["rate"], mine=mine, theirs=theirs)
    assert dict(joined.fields) == {"rating.s1": "1", "note.s1": "theirs\n\nmine", "rating.s2": "2"}


def test_a_save_fits_over_what_it_was_typed_over_from_the_same_tab_or_saying_the_same() -> None:
    held = Held(Answers((("text", "theirs"),)), version=4, editor="tab-a")
    mine = Answers((("text", "mine"),))
    assert decide_fits(held=held, based_on=4, editor="tab-b", answers=mine)
    assert decide_fits(held=held, based_on=3, editor="tab-a", answers=mine)
    assert decide_fits(held=held, based_on=3, editor="tab-b", answers=held.answers)
    assert not decide_fits(held=held, based_on=3, editor="tab-b", answers=mine)
    assert not decide_fits(held=Held(version=4), based_on=3, editor="", answers=mine)


def test_no_draft_after_a_submission_has_the_version_of_one_before_it() -> None:
    before = next_version(Held(version=version_after(submissions=0)))
    after = next_version(Held(version=version_after(submissions=1)))
    assert before < version_after(submissions=1) < after
    latest = next_version(Held(version=version_after(submissions=1)), leap=MOST_LEAP - 1)
    assert after < latest < version_after(submissions=2)
    drafted = Held(version=latest, editor="tab-a")
    assert next_version(drafted, leap=MOST_LEAP - 1) == latest + 1


@pytest.mark.parametrize(
    ("pressed", "button", "row"),
    [
        ("submit", Button.SUBMIT, ""),
        ("add.view", Button.ADD, "view"),
        ("join", Button.JOIN, ""),
        ("erase everything", Button.SAVE, ""),
        ("", Button.SAVE, ""),
    ],
)
def test_a_button_that_is_not_known_does_the_harmless_thing(pressed: str, button: Button, row: str) -> None:
    sent = read_sent_form(asks=KINDS["write"], form={"do": pressed, "text": "words"})
    assert (sent.button, sent.row) == (button, row)


@pytest.mark.parametrize(
    ("version", "read_as"),
    [("3", 3), ("-1", 0), ("x", 0), ("", 0), ("99999999999", 0), ("9999999999", 2_147_483_647)],
)
def test_a_version_that_is_no_number_counts_as_none(version: str, read_as: int) -> None:
    form = {"version": version, "editor": "<script>"}
    sent = read_sent_form(asks=KINDS["write"], form=form)
    assert (sent.based_on_version, sent.editor) == (read_as, "")


def test_every_kind_of_task_of_the_model_is_tested_here() -> None:
    assert {type(asks) for asks in KINDS.values()} == set(Asks.__args__)
