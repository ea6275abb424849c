"""What the pages show: nothing that is closed, everything to a trainer, valid HTML, at the same cost always."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from lti_app.database import db
from lti_app.programme.model import ActivityKey, Programme, ReflectOn, RespondToEach, TaskRef
from tests.activity.browsing import (
    Browsing,
    finish,
    list_page_faults,
    list_tasks,
    make_enough,
)

WRITE = "m1-w1/experience"
FIRST_RESPONSES = "m1-w2-vignettes/first-responses"


def list_texts(programme: Programme, activity: str) -> list[str]:
    """Every text that an activity holds, as it stands in the HTML."""
    one = programme.activities[ActivityKey(activity)]
    texts = [
        one.purpose.html,
        *(task.question.html for task in one.tasks),
        *(note.html for note in one.trainer_notes),
    ]
    for task in one.tasks:
        if isinstance(task.asks, RespondToEach):
            texts += [vignette.text.html for vignette in task.asks.vignettes]
    return [str(text).strip() for text in texts]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database while the test runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(db.engine, "before_cursor_execute", note)


def test_nothing_of_a_closed_activity_leaves_the_server(browsing: Browsing, programme: Programme) -> None:
    hidden = list_texts(programme, "m1-w2") + list_texts(programme, "m1-w2-vignettes")
    addresses = ["programme", "activity/m1-w1", "activity/m1-w2", "activity/m1-w2-vignettes"]
    answers = [browsing.open(address) for address in addresses]
    answers += [
        browsing.open_task(task, query) for task in list_tasks(programme) for query in ("", "?change=yes")
    ]
    csrf = browsing.open_task(WRITE).text
    for task in list_tasks(programme, "m1-w2", "m1-w2-vignettes"):
        found = programme.get_task(TaskRef(*task.split("/")))  # type: ignore[arg-type]
        for button in ("submit", "save", "join", "theirs", "discard"):
            answers.append(browsing.press(task, button, make_enough(found.asks), csrf))
        answers.append(browsing.autosave(task, make_enough(found.asks), csrf))
    assert len(hidden) > 12
    for answer in answers:
        assert not [text for text in hidden if text in answer.text]
    assert [answer.status_code for answer in answers[:4]] == [200, 200, 403, 403]
    assert "Finish Module 1, Week 1" in answers[2].text


def test_a_reflection_stays_closed_until_the_first_responses_are_in_and_then_stands_beside_them(
    browsing: Browsing, programme: Programme
) -> None:
    finish(browsing, "m1-w1")
    reflection = next(
        f"{one.key}/{task.key}"
        for one in programme.activities.values()
        for task in one.tasks
        if isinstance(task.asks, ReflectOn)
    )
    question = str(programme.get_task(TaskRef(*reflection.split("/"))).question.html)  # type: ignore[arg-type]
    closed = browsing.open_task(reflection)
    assert closed.status_code == 403
    assert question not in closed.text
    browsing.do("m1-w2-vignettes/read")
    browsing.do(FIRST_RESPONSES)
    opened = browsing.open_task(reflection)
    assert question in opened.text
    assert opened.text.count("My own words") == 6


def test_submitted_first_responses_have_no_form_and_no_way_to_change_them(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    browsing.do("m1-w2-vignettes/read")
    page = browsing.open_task(FIRST_RESPONSES).text
    browsing.do(FIRST_RESPONSES)
    for again in (
        browsing.open_task(FIRST_RESPONSES, "?change=yes").text,
        browsing.open_task(FIRST_RESPONSES).text,
    ):
        assert "data-task-form" not in again
        assert "Change your answer" not in again
    saved = browsing.autosave(FIRST_RESPONSES, {"response.kacper": "New"}, page)
    assert (saved.status_code, saved.get_json()) == (409, {"state": "final"})


def test_a_trainer_previews_everything_with_notes_and_sources_and_types_nothing(
    trainer: Browsing, programme: Programme
) -> None:
    for key, activity in programme.activities.items():
        page = trainer.open(f"activity/{key}")
        assert page.status_code == 200
        assert "You are looking at a preview" in page.text
        assert all(str(note.html).strip() in page.text for note in activity.trainer_notes)
        assert list_page_faults(page.text) == []
    for task in list_tasks(programme):
        page = trainer.open_task(task)
        assert page.status_code == 200
        assert "<form" not in page.text
        assert list_page_faults(page.text) == []
    assert trainer.client.post(trainer.task_address(WRITE), data={"do": "submit"}).status_code in {403, 404}


def test_a_participant_never_sees_a_trainer_note(browsing: Browsing, programme: Programme) -> None:
    finish(browsing, "m1-w1")
    for key, activity in programme.activities.items():
        page = browsing.open(f"activity/{key}").text
        assert not [note for note in activity.trainer_notes if str(note.html).strip() in page]


def test_every_page_is_valid_html_in_every_state(browsing: Browsing, programme: Programme) -> None:
    tasks = list_tasks(programme)
    for stage in ("m1-w1", "m1-w2-vignettes", "m1-w2"):
        for task in tasks:
            assert list_page_faults(browsing.open_task(task).text) == [], task
        for address in ("programme", "activity/m1-w1", "activity/m1-w2", "activity/m1-w2-vignettes"):
            assert list_page_faults(browsing.open(address).text) == [], address
        finish(browsing, stage)


def test_a_page_costs_the_same_statements_however_much_is_done(
    browsing: Browsing, statements: list[str]
) -> None:
    addresses = ("programme", "activity/m1-w1", "activity/m1-w1/task/experience")

    def count(address: str) -> int:
        statements.clear()
        browsing.open(address)
        return len(statements)

    browsing.open("programme")  # The first page of a process also asks who may frame it.
    before = [count(address) for address in addresses]
    finish(browsing, "m1-w1", "m1-w2-vignettes", "m1-w2")
    assert [count(address) for address in addresses] == before
    assert max(before) <= 12


def test_no_typed_word_and_no_name_reaches_the_log(
    browsing: Browsing, capfd: pytest.CaptureFixture[str]
) -> None:
    browsing.press(WRITE, "save", {"text": "Marmalade sandwiches"})
    browsing.press(WRITE, "submit", {"text": "Marmalade sandwiches"})
    browsing.autosave(WRITE, {"text": "Marmalade"}, browsing.open_task(WRITE, "?change=yes").text)
    out, err = capfd.readouterr()
    assert "request answered" in out + err
    assert not [word for word in ("armalade", "Álvarez", "Ana ") if word in out + err]
