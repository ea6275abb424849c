"""The pages of the pack in a browser without script: every task can be done, and nothing closed is ever shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lti_app.database import db
from lti_app.programme.model import ActivityKey, Programme, ReflectOn, RespondToEach, TaskRef
from tests.activity.browsing import Browsing, list_page_faults, make_enough, read_banners, read_faults
from tests.builders import CLAIM, INSTRUCTOR, TestLms

WRITE = "m1-w1/experience"
FIRST_RESPONSES = "m1-w2-vignettes/first-responses"


@pytest.fixture
def programme(app: Flask) -> Programme:
    """The pack's programme."""
    pack: Programme = app.extensions["programme"]
    return pack


@pytest.fixture
def browsing(client: FlaskClient, lms: TestLms, programme: Programme) -> Browsing:
    """A participant who has launched week one."""
    return Browsing(client, lms.enter(client), programme)


@pytest.fixture
def trainer(app: Flask, lms: TestLms, programme: Programme) -> Browsing:
    """A trainer of the same course."""
    other = app.test_client()
    return Browsing(other, lms.enter(other, **{"sub": "9", CLAIM + "roles": [INSTRUCTOR]}), programme)


def list_tasks(programme: Programme, *activities: str) -> list[str]:
    """The tasks of those activities, or of all, as `activity/task`."""
    return [
        f"{one.key}/{task.key}"
        for one in programme.activities.values()
        for task in one.tasks
        if not activities or one.key in activities
    ]


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


def finish(browsing: Browsing, *activities: str) -> None:
    """Do every task of those activities, each as soon as it is open."""
    left = list_tasks(browsing.programme, *activities)
    while left:
        opened = {task: browsing.open_task(task) for task in left}
        for task, page in opened.items():
            if "data-task-form" in page.text:
                browsing.do(task, page.text)
        still = [task for task in left if opened[task].status_code == 403]
        assert len(still) < len(left)
        left = still


def test_every_task_of_both_weeks_is_done_without_script_and_then_all_is_complete(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    assert "9 of 9 essential tasks done" in browsing.open("activity/m1-w1").text
    finish(browsing, "m1-w2-vignettes", "m1-w2")
    week = browsing.open("activity/m1-w2").text
    assert re.search(r"(\d+) of \1 essential tasks done", week)
    assert "2 of 2 weeks done" in browsing.open("programme").text


def test_the_page_says_after_a_task_what_happens_with_the_gradebook(browsing: Browsing) -> None:
    first = browsing.press(WRITE, "submit", {"text": "My words"})
    page = browsing.client.get(first.headers["Location"]).text
    assert read_banners(page) == ["‘Identify the experience, knowledge and expertise you bring’ is done"]
    assert "Your gradebook is updated when all are done." in page
    finish(browsing, "m1-w1")
    assert "Your gradebook will be updated." in browsing.open("activity/m1-w1").text


def test_an_address_that_claims_a_task_is_done_confirms_nothing(browsing: Browsing) -> None:
    for moved in ("m1-w1/experience", "m1-w1/none", "m1-w2-vignettes/read", "x", ""):
        assert read_banners(browsing.open(f"activity/m1-w1?moved={moved}").text) == []


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


def test_what_is_missing_is_said_at_the_top_and_in_place_and_all_typed_text_is_kept(
    browsing: Browsing,
) -> None:
    browsing.do(WRITE)
    finish(browsing, "m1-w1")
    page = browsing.open_task("m1-w1/study-plan", "?change=yes").text
    typed = {
        "goal.1.text": "To <listen> & hear",
        "step.1.what": "Read",
        "step.1.by-day": "99",
        "goal.2.measure": "M",
    }
    answer = browsing.press("m1-w1/study-plan", "submit", typed, page)
    assert answer.status_code == 422
    assert read_faults(answer.text) == [
        "Write how you will know that you have reached goal 1",
        "Write what goal 2 is",
        "Enter the day by which you will take step 1, such as 27 3 2027",
    ]
    assert "To &lt;listen&gt; &amp; hear" in answer.text
    assert 'value="99"' in answer.text
    assert answer.text.count("govuk-error-message") == 3
    assert "<title>Error: " in answer.text
    assert list_page_faults(answer.text) == []


def test_a_study_over_its_limit_is_not_submitted_and_its_draft_is_kept(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    for task in ("read", "first-responses", "reflection"):
        browsing.do(f"m1-w2-vignettes/{task}")
    words = "word " * 501
    answer = browsing.press("m1-w2/reflective-study", "submit", {"text": words})
    assert read_faults(answer.text) == [
        "Your answer has 501 words and the most is 500: take out 1 word. It is saved as a draft"
    ]
    assert words.strip() in browsing.open_task("m1-w2/reflective-study").text


def test_saving_for_later_leads_back_with_a_word_and_the_draft_stands_in_the_form(browsing: Browsing) -> None:
    answer = browsing.press(WRITE, "save", {"text": "Half a thought"})
    assert read_banners(browsing.client.get(answer.headers["Location"]).text) == [
        "Your draft of ‘Identify the experience, knowledge and expertise you bring’ is saved"
    ]
    assert "Half a thought</textarea>" in browsing.open_task(WRITE).text


def test_a_second_tab_is_shown_both_texts_and_can_keep_either_or_both(browsing: Browsing) -> None:
    first, second = browsing.open_task(WRITE).text, browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "From the first tab"}, first)
    conflict = browsing.press(WRITE, "submit", {"text": "From the second tab"}, second)
    assert conflict.status_code == 409
    assert list_page_faults(conflict.text) == []
    for words in ("From the first tab", "From the second tab"):
        assert words in conflict.text
    mine = {"text": "From the second tab"}
    browsing.press(WRITE, "theirs", mine, conflict.text)
    assert "From the first tab</textarea>" in browsing.open_task(WRITE).text
    browsing.press(WRITE, "join", mine, conflict.text)
    assert "From the first tab\n\nFrom the second tab</textarea>" in browsing.open_task(WRITE).text


def test_my_words_replace_the_other_tab_s_when_i_say_so(browsing: Browsing) -> None:
    first, second = browsing.open_task(WRITE).text, browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "From the first tab"}, first)
    conflict = browsing.press(WRITE, "save", {"text": "From the second tab"}, second)
    browsing.press(WRITE, "mine", {"text": "From the second tab"}, conflict.text)
    page = browsing.open_task(WRITE).text
    assert "From the second tab</textarea>" in page
    assert "From the first tab" not in page


def test_a_row_is_added_without_script_and_what_was_typed_stays(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    before = browsing.open_task("m1-w1/study-plan", "?change=yes").text
    typed = make_enough(browsing.programme.get_task(TaskRef("m1-w1", "study-plan")).asks)  # type: ignore[arg-type]
    answer = browsing.press("m1-w1/study-plan", "add.goal", {**typed, "goal.2.text": "Another"}, before)
    after = browsing.client.get(answer.headers["Location"]).text
    assert after.count('data-row="goal"') == before.count('data-row="goal"') + 2
    assert "Another</textarea>" in after


def test_a_submitted_answer_is_shown_and_can_be_changed_and_the_change_thrown_away(
    browsing: Browsing,
) -> None:
    browsing.press(WRITE, "submit", {"text": "First version"})
    shown = browsing.open_task(WRITE).text
    assert "First version" in shown
    assert "data-task-form" not in shown
    form = browsing.open_task(WRITE, "?change=yes").text
    assert "First version</textarea>" in form
    browsing.press(WRITE, "save", {"text": "Second thoughts"}, form)
    assert "you have changes that are not submitted" in browsing.open("activity/m1-w1").text
    browsing.press(WRITE, "discard", {})
    assert "First version" in browsing.open_task(WRITE).text
    assert "Second thoughts" not in browsing.open_task(WRITE).text


def test_the_page_saves_by_itself_and_is_told_the_version(browsing: Browsing) -> None:
    page = browsing.open_task(WRITE).text
    saved = browsing.autosave(WRITE, {"text": "As I type"}, page)
    assert saved.status_code == 200
    assert (saved.get_json()["state"], saved.get_json()["version"]) == ("saved", 1)
    other = browsing.autosave(WRITE, {"text": "Elsewhere", "editor": "another"}, page)
    assert (other.status_code, other.get_json()) == (409, {"state": "conflict", "version": 1})


def test_a_page_whose_visit_has_ended_is_told_so_in_json(app: Flask, browsing: Browsing) -> None:
    stranger = Browsing(app.test_client(), browsing.root, browsing.programme)
    answer = stranger.autosave(WRITE, {"text": "Still here"}, browsing.open_task(WRITE).text)
    assert (answer.status_code, answer.get_json()["problem"]) == (401, "visit ended")


@pytest.mark.parametrize("button", ["save", "submit"])
def test_more_than_the_service_keeps_is_said_and_the_typed_text_stays_on_the_page(
    browsing: Browsing, button: str
) -> None:
    browsing.press(WRITE, "save", {"text": "Saved before"})
    answer = browsing.press(WRITE, button, {"text": "x" * 60_001})
    assert answer.status_code == 422
    assert "the most that can be kept is 60,000" in answer.text
    assert "x" * 60_001 in answer.text
    assert 'data-unsaved="yes"' in answer.text
    assert "Saved before" in browsing.open_task(WRITE).text


def test_a_form_of_five_megabytes_is_refused_with_a_way_on_and_nothing_saved_is_lost(
    browsing: Browsing,
) -> None:
    page = browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "Saved before"}, page)
    answer = browsing.press(WRITE, "submit", {"text": "x" * 5_000_000}, page)
    assert answer.status_code == 413
    assert "Nothing is lost" in answer.text
    assert browsing.autosave(WRITE, {"text": "x" * 5_000_000}, page).status_code == 413
    assert "Saved before" in browsing.open_task(WRITE).text


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


def test_a_page_costs_the_same_statements_however_much_is_done(
    browsing: Browsing, statements: list[str]
) -> None:
    addresses = ("programme", "activity/m1-w1", "activity/m1-w1/task/experience")

    def count(address: str) -> int:
        statements.clear()
        browsing.open(address)
        return len(statements)

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
    assert "armalade" not in out + err
