"""Whether an answer is enough: every fault is named at its field, and words are counted as the page counts them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_app.activity.answers_rules import Answers, read_answers
from lti_app.activity.fault_rules import (
    count_words,
    list_answer_faults,
    list_length_faults,
    read_date,
)
from lti_app.activity.shape_rules import list_fields, read_row_name
from lti_app.programme.model import Write
from tests.activity.programmes import ENOUGH, KINDS

TODAY = date(2026, 11, 21)


def list_faults(kind: str, form: dict[str, str]) -> list[tuple[str, str]]:
    """The faults of a form, each as field and message."""
    answers = read_answers(asks=KINDS[kind], form=form)
    faults = list_answer_faults(asks=KINDS[kind], answers=answers, today=TODAY)
    return [(fault.field, fault.message) for fault in faults]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_enough_has_no_fault(kind: str) -> None:
    assert list_faults(kind, ENOUGH[kind]) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "further"])
def test_nothing_is_never_enough(kind: str) -> None:
    assert list_faults(kind, {})


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_fault_names_a_field_of_the_form_and_says_something(kind: str, data: st.DataObject) -> None:
    keys = sorted(ENOUGH[kind])
    form = {key: ENOUGH[kind][key] for key in data.draw(st.sets(st.sampled_from(keys)))}
    shape = list_fields(KINDS[kind])
    parts = {rows.prefix: rows.parts for rows in shape.rows}
    for field, message in list_faults(kind, form):
        row = read_row_name(field)
        assert field in shape.single or (row is not None and row[2] in parts.get(row[0], ()))
        assert len(message) > 10


@pytest.mark.parametrize(
    ("kind", "change", "field", "message"),
    [
        ("read", {"confirmed.guide": ""}, "confirmed.guide", "Confirm that you have read ‘The guide’"),
        ("read", {"confirmed.guide": "no"}, "confirmed.guide", "Confirm that you have read ‘The guide’"),
        ("write", {"text": " \n "}, "text", "Write your answer"),
        ("respond", {"response.leon": ""}, "response.leon", "Write your response to ‘Leon’"),
        ("views", {"view.1.role": "Mrs Jones"}, "view.1.role", "Choose whose view number 1 is, by role"),
        ("views", {"view.1.text": ""}, "view.1.text", "Write what view number 1 was"),
        ("rate", {"rating.s1": "4"}, "rating.s1", "Choose where you stand on ‘Strand one’"),
        (
            "plan",
            {"goal.1.measure": ""},
            "goal.1.measure",
            "Write how you will know that you have reached goal 1",
        ),
        ("plan", {"goal.1.text": ""}, "goal.1.text", "Write what goal 1 is"),
        ("plan", {"step.1.what": ""}, "step.1.what", "Write what step 1 of your plan is"),
        (
            "plan",
            {"step.1.by-month": "13"},
            "step.1.by-day",
            "Enter the day by which you will take step 1, such as 27 3 2027",
        ),
        (
            "agreement",
            {"undertaking.1": ""},
            "undertaking.1",
            "Tick undertaking 1 when you have gone through it together",
        ),
        ("agreement", {"commitment.1": ""}, "commitment.1", "Tick commitment 1 to make it yours"),
        ("agreement", {"theme": ""}, "theme", "Enter the theme of your policy and practice briefing"),
        ("agreement", {"role": ""}, "role", "Enter your line manager’s role, such as team manager"),
        ("agreement", {"agreed": ""}, "agreed", "Write what you agreed"),
        ("discussion", {"role": "A friend"}, "role", "Choose the role of the person you talked with"),
        ("discussion", {"outcome": ""}, "outcome", "Write what came of it"),
        (
            "discussion",
            {"date-year": "26"},
            "date-day",
            "Enter the day on which you talked, such as 27 3 2026",
        ),
        (
            "discussion",
            {"date-day": "22"},
            "date-day",
            "The day on which you talked must be today or in the past",
        ),
        (
            "questions",
            {"none": "yes"},
            "none",
            "Untick that you have no questions, or take your questions away",
        ),
    ],
)
def test_one_thing_missing_is_one_fault_at_its_field(
    kind: str, change: dict[str, str], field: str, message: str
) -> None:
    assert list_faults(kind, {**ENOUGH[kind], **change}) == [(field, message)]


def test_having_no_questions_is_an_answer() -> None:
    assert list_faults("questions", {"none": "yes"}) == []


def test_a_study_over_its_limit_is_told_how_much_to_take_out() -> None:
    assert list_faults("study", {"text": "one two three\nfour five six"}) == [
        ("text", "Your answer has 6 words and the most is 5: take out 1 word. It is saved as a draft")
    ]


@pytest.mark.parametrize("words", [1, 499, 500])
def test_a_study_of_exactly_its_limit_is_enough(words: int) -> None:
    answers = Answers((("text", "word " * words),))
    assert list_answer_faults(asks=Write(500, reviewed=False), answers=answers, today=TODAY) == ()


@given(st.lists(st.text("abc'’-–.,é1", min_size=1), max_size=30))
def test_a_word_is_what_stands_between_white_space(words: list[str]) -> None:
    assert count_words(" \n".join(words) + "\t") == len(words)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_as_typed(day: date) -> None:
    fields = (("date-day", f" {day.day}"), ("date-month", f"{day.month:02}"), ("date-year", str(day.year)))
    assert read_date(Answers(fields), "date") == day


@pytest.mark.parametrize(
    "parts", [("30", "2", "2026"), ("", "2", "2026"), ("١", "2", "2026"), ("1", "2", "0000")]
)
def test_a_day_that_is_none_is_not_read(parts: tuple[str, str, str]) -> None:
    names = ("date-day", "date-month", "date-year")
    assert read_date(Answers(tuple(zip(names, parts, strict=True))), "date") is None


def test_more_than_the_service_keeps_is_said_for_each_field() -> None:
    answers = Answers((("response.amira", "x" * 11), ("response.leon", "x" * 10)))
    faults = list_length_faults(answers=answers, max_characters=10)
    assert [fault.field for fault in faults] == ["response.amira"]
    assert faults[0].message.startswith("This answer has 11 characters: the most that can be kept is 10.")
