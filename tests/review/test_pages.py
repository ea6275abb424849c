"""The pages of review: the queue, the work with its form, the cohort's choice, and what the participant is told."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lti_app.database import read_only
from lti_app.privacy.records import Look
from lti_app.programme.model import Programme, Readers
from tests.activity.browsing import Browsing, list_page_faults, read_faults
from tests.builders import TestLms
from tests.cohort.evidence import find_person_id
from tests.counting import count_statements
from tests.workshop.days import Person, join

WORDS = "I talked with Ana about the move.\n\nShe said little. I waited."
TASK = "m1-w1/experience"


class Scene:
    """A trainer and a participant, each in a browser without script."""

    def __init__(self, app: Flask, lms: TestLms) -> None:
        self.app, self.lms = app, lms
        self.trainer = join(app, lms, "Tara Teacher", trainer=True)
        self.ana = join(app, lms, "Ana Participant")
        self.number = find_person_id(app, "sub-Ana Participant")

    def address(self, task: str = TASK) -> str:
        """Where the trainer reads Ana's work."""
        return f"cohort/review/{self.number}/{task}"

    def write(self, text: str = WORDS, person: Person | None = None) -> None:
        """Submit the task."""
        who = person or self.ana
        browsing = Browsing(who.client, who.root, self.app.extensions["programme"])
        answer = browsing.press(TASK, "submit", {"text": text})
        assert answer.status_code == 303, read_faults(answer.text)

    def send(self, button: str, **fields: str) -> str:
        """Press a button of the trainer's form; the page that it leads to."""
        page = self.trainer.open(self.address()).text
        hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
        named = {name.replace("_", "."): text for name, text in fields.items()}
        answer = self.trainer.client.post(
            f"{self.trainer.root}/{self.address()}", data={**hidden, **named, "do": button}
        )
        if answer.status_code == 303:
            return self.trainer.client.get(answer.headers["Location"]).text
        return answer.text


@pytest.fixture
def scene(app: Flask, lms: TestLms) -> Scene:
    """The two of them."""
    return Scene(app, lms)


def count_looks(app: Flask) -> int:
    """How many looks are kept."""
    with app.app_context(), read_only() as session:
        return len(session.scalars(select(Look)).all())


def test_work_waits_in_the_queue_and_its_words_are_read_on_its_page_alone(scene: Scene) -> None:
    assert "Nothing waits for you" in scene.trainer.open("cohort/review").text
    scene.write()
    queue = scene.trainer.open("cohort/review").text
    assert "Ana Participant" in queue and "Waiting for you (1)" in queue
    assert "I talked with Ana" not in queue
    assert count_looks(scene.app) == 0
    page = scene.trainer.open(scene.address()).text
    assert "I talked with Ana about the move." in page
    assert "Responsibility for decisions and for action stays with you" in page
    assert count_looks(scene.app) == 1
    assert list_page_faults(page) == [] == list_page_faults(queue)


def test_work_is_returned_seen_written_anew_and_accepted(scene: Scene) -> None:
    scene.write()
    sent = scene.send("return", asked="Say what you waited for", note_1_1="Which move?", overall="Clear")
    assert "You have returned this work" in sent
    assert "Returned (1)" in scene.trainer.open("cohort/review").text
    programme_map = scene.ana.open("programme").text
    assert "From your trainer" in programme_map and "Your trainer asks for more work on this" in programme_map
    own = scene.ana.open("activity/m1-w1/task/experience").text
    assert "Say what you waited for" in own and "Which move?" in own and "data-task-form" in own
    assert "Tara Teacher" in own
    assert list_page_faults(own) == [] == list_page_faults(programme_map)
    assert "not seen this yet" not in scene.trainer.open(scene.address()).text
    scene.write(WORDS.replace("little", "almost nothing"))
    again = scene.trainer.open(scene.address()).text
    assert (
        "<ins>" in again
        and "[added: </span>almost nothing.<" in again
        and "[removed: </span>little.<" in again
    )
    assert list_page_faults(again) == []
    assert "You have accepted this work" in scene.send("accept")
    told = scene.ana.open("activity/m1-w1/task/experience").text
    assert "Accepted" in told and "What was said of version 1" in told
    assert list_page_faults(told) == []


def test_what_the_participant_keeps_to_themselves_never_comes_to_a_trainer(scene: Scene) -> None:
    programme: Programme = scene.app.extensions["programme"]
    private = [
        f"{activity.key}/{task.key}"
        for activity in programme.activities.values()
        for task in activity.tasks
        if task.readers in (Readers.NOBODY, Readers.LINE_MANAGER_IF_HANDED_OVER)
    ]
    assert private
    for task in private:
        assert scene.trainer.open(scene.address(task)).status_code == 404
    queued = scene.trainer.open("cohort/review").text
    only_private = {one.partition("/")[0] for one in private} - {
        activity.key
        for activity in programme.activities.values()
        for task in activity.tasks
        if task.readers in (Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER)
    }
    assert not [key for key in only_private if f'value="{key}"' in queued]


def test_a_participant_has_no_queue_and_no_form(scene: Scene) -> None:
    scene.write()
    for address in ("cohort/review", "cohort/waits", scene.address()):
        assert scene.ana.open(address).status_code == 404


def test_what_cannot_be_sent_stands_again_in_the_form(scene: Scene) -> None:
    scene.write()
    page = scene.send("return", overall="Words that must not be lost")
    assert read_faults(page) == ["Say what more you ask for, so that the participant knows what to do"]
    assert "Words that must not be lost" in page
    assert list_page_faults(page) == []
    assert "Words that must not be lost" in scene.trainer.open(scene.address()).text


def test_a_visit_that_has_ended_keeps_the_draft_that_was_saved(scene: Scene) -> None:
    scene.write()
    assert "Your draft is saved" in scene.send("save", overall="So far", note_2_1="Why?")
    again = join(scene.app, scene.lms, "Tara Teacher", trainer=True)
    page = again.open(scene.address()).text
    assert "So far" in page and "Why?" in page


def test_the_script_saves_and_is_told_of_another_tab(scene: Scene) -> None:
    scene.write()
    page = scene.trainer.open(scene.address()).text
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
    address = f"{scene.trainer.root}/{scene.address()}/draft"
    first = scene.trainer.client.post(address, data={**hidden, "overall": "One"})
    assert (first.status_code, first.get_json()["state"]) == (200, "saved")
    other = scene.trainer.client.post(address, data={**hidden, "editor": "elsewhere", "overall": "Two"})
    assert (other.status_code, other.get_json()["state"]) == (409, "conflict")
    too_long = scene.trainer.client.post(address, data={**hidden, "overall": "x" * 200_001})
    assert too_long.status_code == 422


def test_two_tabs_words_stand_on_one_page(scene: Scene) -> None:
    scene.write()
    page = scene.trainer.open(scene.address()).text
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
    scene.send("save", overall="The first tab’s words")
    answer = scene.trainer.client.post(
        f"{scene.trainer.root}/{scene.address()}",
        data={**hidden, "overall": "The second tab’s words", "do": "accept"},
    )
    assert answer.status_code == 409
    assert "The first tab’s words" in answer.text and "The second tab’s words" in answer.text
    assert list_page_faults(answer.text) == []


def test_a_trainer_chooses_what_completion_waits_for(scene: Scene) -> None:
    page = scene.trainer.open("cohort/waits").text
    assert "Write your reflective study" in page
    assert list_page_faults(page) == []
    answer = scene.trainer.send("cohort/waits", {"reviews": "yes"})
    saved = scene.trainer.client.get(answer.headers["Location"]).text
    assert "Your choice is saved" in saved
    assert re.search(r'name="reviews" type="checkbox" value="yes" checked', saved)
    assert not re.search(r'name="agreements" type="checkbox" value="yes" checked', saved)
    assert "Completion waits where" in scene.trainer.open("cohort/review").text


def test_the_queue_is_filtered_and_paged_with_as_many_statements_for_many_as_for_one(scene: Scene) -> None:
    scene.write()
    before = count_of(scene, "cohort/review")
    for number in range(26):
        scene.write(f"Words {number}", join(scene.app, scene.lms, f"Person {number:02}"))
    assert count_of(scene, "cohort/review") == before <= 10
    first = scene.trainer.open("cohort/review").text
    assert "Waiting for you (27)" in first and "Page 1 of 2" in first
    assert first.index("Ana Participant: ") < first.index("Person 00: ") < first.index("Person 01: ")
    second = scene.trainer.open("cohort/review?page=2").text
    assert "Person 25: " in second and "Ana Participant: " not in second
    one = scene.trainer.open(f"cohort/review?person={scene.number}&activity=m1-w1").text
    assert one.count("govuk-task-list__item--with-link") == 1
    assert "Nothing here." in scene.trainer.open("cohort/review?activity=m1-w2").text
    assert "Nothing here." in scene.trainer.open("cohort/review?held=yes").text
    assert scene.trainer.open("cohort/review?page=99&person=abc&state=none").status_code == 200
    for page in (first, second, one):
        assert list_page_faults(page) == []


def count_of(scene: Scene, address: str) -> int:
    """How many statements a page of the trainer's takes."""

    def open_page() -> None:
        assert scene.trainer.open(address).status_code == 200

    return count_statements(scene.app, open_page)


def test_the_log_has_no_word_of_it(scene: Scene, capfd: pytest.CaptureFixture[str]) -> None:
    scene.write()
    scene.send("return", asked="A very particular wish", note_1_1="A very particular note")
    scene.ana.open("activity/m1-w1/task/experience")
    said = capfd.readouterr()
    assert "particular" not in said.out + said.err
    assert "Ana Participant" not in said.out + said.err
