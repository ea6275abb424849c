"""The run sheet with what is ticked on it, and the cohort's questions, for trainers alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_app.database import read_only
from lti_app.privacy.records import Look
from lti_app.workshop.run_sheet_records import RunSheetNote
from lti_app.workshop.run_sheet_rules import Tick, group_questions, join_tick, read_page
from tests.activity.browsing import list_page_faults, read_hidden
from tests.workshop.days import Day, Person

SHEET = "workshop/m1-w4/run-sheet"
QUESTIONS = "workshop/m1-w4/questions"
TASK = "activity/m1-w2/task/workshop-questions"


def ask(person: Person, *questions: str) -> None:
    """Do week one and submit questions for the workshop."""
    rating = person.open("activity/m1-w1/task/rate").text
    person.client.post(
        f"{person.root}/activity/m1-w1/task/rate",
        data={**read_hidden(rating), "rating.one": "2", "do": "submit"},
    )
    page = person.open(TASK)
    assert page.status_code == 200
    fields = {f"question.{number}": text for number, text in enumerate(questions, start=1)}
    answer = person.client.post(
        f"{person.root}/{TASK}",
        data={**read_hidden(page.text), **(fields or {"none": "yes"}), "do": "submit"},
    )
    assert answer.status_code == 303


def test_the_run_sheet_and_the_questions_are_for_trainers_alone(day: Day) -> None:
    ana = day.join("Ana")
    assert ana.open(SHEET).status_code == 404
    assert ana.open(QUESTIONS).status_code == 404
    page = day.trainer.open(SHEET).text
    assert list_page_faults(page) == []
    assert "09.30–11.00 A session" in page


def test_a_message_is_ticked_with_a_note_for_this_cohort_and_session(day: Day) -> None:
    fields = {
        "conveyed.one": "yes",
        "note.one": "A role-play instead of drawing",
        "note": "Group two asks more",
    }
    answer = day.trainer.send(f"{SHEET}/morning", fields, at=SHEET)
    page = day.trainer.client.get(answer.headers["Location"]).text
    assert "Saved. 1 of 1 conveyed" in page
    assert "A role-play instead of drawing" in page
    assert "Group two asks more" in page
    assert "0 of 1 conveyed" in page
    with day.app.app_context(), read_only() as session:
        kept = session.scalars(select(RunSheetNote.session_key)).all()
    assert kept == ["morning", "morning"]


def test_another_trainers_tick_stays_where_an_older_page_is_saved(day: Day) -> None:
    stale = {"was.one": "", "was-note.one": "", "was-note": "", "note": "Group one"}
    day.trainer.send(f"{SHEET}/morning", {"conveyed.one": "yes"}, at=SHEET)
    day.trainer.send(f"{SHEET}/morning", stale, at=SHEET)
    page = day.trainer.open(SHEET).text
    assert "1 of 1 conveyed" in page
    assert "Group one" in page


def test_what_two_trainers_note_in_the_same_place_is_all_kept(day: Day) -> None:
    def send(note: str, was: str, **more: str) -> str:
        fields = {"note": note, "was-note": was, **more}
        answer = day.trainer.send(f"{SHEET}/morning", fields, at=SHEET, Accept="application/json")
        assert answer.json is not None
        return str(answer.json["joined"])

    assert send("Group one asks why.", "") == "False"
    assert send("Group two asks when.", "") == "True"
    assert send("Group two asks when.\r\nAnd how. ", "Group two asks when.") == "True"
    assert send("Group one", "Group one asks why. ", **{"conveyed.one": "yes", "was.one": ""}) == "True"
    page = day.trainer.open(SHEET).text
    assert "Group one\n\nGroup two asks when.\nAnd how.</textarea>" in page
    assert "1 of 1 conveyed" in page


@pytest.mark.parametrize("key", ["one", ""])
def test_of_a_tick_and_a_note_only_what_was_changed_is_set(key: str) -> None:
    """The form is on "was a note"; another trainer may have written or ticked since."""

    def join(note: str, kept: str) -> str:
        return join_tick(Tick(key, True, note, False, "was a note"), conveyed=False, note=kept)[1]

    assert join("was a note", "changed since") == "changed since"
    assert join("mine", "was a note") == join("mine", "mine") == "mine"
    assert join("", "was a note") == ""
    between = " · " if key else "\n\n"
    assert join("mine", "theirs") == f"theirs{between}mine"
    assert join("mine", f"theirs{between}was a note") == f"theirs{between}mine"
    assert join("", f"was a note{between}theirs") == "theirs"
    unticked = Tick(key, False, "mine", False, "")
    assert join_tick(unticked, conveyed=True, note="") == (True, "mine")
    assert join_tick(Tick(key, False, "", True, ""), conveyed=True, note="") == (False, "")


def test_a_note_that_is_too_long_is_refused_and_nothing_kept(day: Day) -> None:
    answer = day.trainer.send(f"{SHEET}/morning", {"note": "x" * 2001}, at=SHEET)
    assert answer.status_code == 422
    assert day.trainer.send(f"{SHEET}/evening", {"note": "x"}, at=SHEET).status_code == 404


def test_the_same_question_stands_once_with_everybody_who_asked_it() -> None:
    asked = [("Who decides?", 1), ("When?", 2), ("  who  decides ", 2), ("Who decides?", 1)]
    grouped = group_questions(asked)
    assert [(one.text, one.askers) for one in grouped] == [
        ("Who decides?", (1, 2)),
        ("When?", (2,)),
    ]


def test_a_page_of_questions_that_makes_no_sense_is_the_first() -> None:
    assert [read_page(text) for text in ("", "0", "-1", "x", "12345", "²", "7")] == [1, 1, 1, 1, 1, 1, 7]


def test_many_questions_stand_on_pages_and_looks_are_kept_of_those_that_are_shown(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_app.workshop.question_actions.QUESTIONS_A_PAGE", 1)
    ask(day.join("Ana"), "Who decides?")
    ask(day.join("Ben"), "When?")
    second = day.trainer.open(f"{QUESTIONS}?page=2").text
    assert "Page 2 of 2" in second and "When?" in second and "Who decides?" not in second
    with day.app.app_context(), read_only() as session:
        assert session.scalars(select(Look.tasks)).all() == ["m1-w2/workshop-questions"]
    assert "Page 2 of 2" in day.trainer.open(f"{QUESTIONS}?page=9").text


def test_the_cohorts_questions_are_shown_and_the_look_at_each_person_is_kept(day: Day) -> None:
    ask(day.join("Ana"), "Who decides?", "When?")
    ask(day.join("Ben"), "who decides")
    ask(day.join("Cara"))
    page = day.trainer.open(QUESTIONS).text
    assert list_page_faults(page) == []
    assert "2 questions from 2 people; 1 person has none" in page
    assert "2 people: Ana, Ben" in page
    with day.app.app_context(), read_only() as session:
        looks = session.scalars(select(Look.tasks)).all()
    assert looks == ["m1-w2/workshop-questions"] * 3


def test_what_somebody_asked_who_has_gone_is_not_shown_to_the_trainers_they_left(day: Day) -> None:
    ask(day.join("Ana"), "Who decides?")
    left = {
        "standing": "deferred",
        "on-day": "1",
        "on-month": "10",
        "on-year": "2026",
        "reason": "Secondment",
    }
    day.trainer.send(f"cohort/people/{day.number_of('Ana')}/standing", left)
    page = day.trainer.open(QUESTIONS).text
    assert "Who decides?" not in page and "Nobody has submitted this task yet" in page
    with day.app.app_context(), read_only() as session:
        assert session.scalars(select(Look.tasks)).all() == []
