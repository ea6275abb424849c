"""Nothing of what is closed goes out: every address of a pack is asked for, and every answer searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.rules import Open, decide_activity, decide_both, decide_part
from lti_app.programme.model import Activity, Confirm, Programme, RespondToEach, Task
from tests.activity.browsing import Browsing
from tests.activity.programmes import make_weeks
from tests.activity.whole_programmes import make_whole
from tests.builders import TestLms
from tests.gate.test_rules import TODAY

NEW = GateFacts(today=TODAY)
"""What is so for a participant who has just come."""


def list_activity_texts(activity: Activity) -> Iterator[str]:
    """What an activity's own page says."""
    yield str(activity.purpose.html)
    yield from (outcome.text for outcome in activity.outcomes)


def list_task_texts(task: Task) -> Iterator[str]:
    """What a task's page says; its title stands in its activity's list."""
    yield str(task.question.html)
    match task.asks:
        case Confirm(things=things):
            yield from (str(thing.text.html) for thing in things if thing.text)
        case RespondToEach(vignettes=vignettes):
            yield from (str(one.text.html) for one in vignettes)
        case _:
            pass


def list_texts(programme: Programme) -> tuple[set[str], set[str]]:
    """The texts that a new participant may see, and those that they may not."""
    seen: set[str] = set()
    hidden: set[str] = set()
    for one in programme.activities.values():
        is_open = decide_activity(programme=programme, activity=one, facts=NEW) == Open()
        (seen if is_open else hidden).update(list_activity_texts(one))
        hidden.update(str(note.html) for note in one.trainer_notes)
        for task in one.tasks:
            gate = decide_both(programme=programme, activity=one, task=task, facts=NEW)
            (seen if gate == Open() else hidden).update(list_task_texts(task))
        for part in one.parts:
            gate = decide_part(programme=programme, activity=one, part=part, facts=NEW)
            (seen if gate == Open() else hidden).update((part.title, str(part.text.html)))
        for session in one.workshop.sessions if one.workshop else ():
            sheet = session.run_sheet
            hidden.add(str(sheet.plan.html))
            hidden.update((*sheet.preparation, *sheet.materials, *(line.text for line in sheet.messages)))
    # What an activity is called is no secret: the programme map and the course page say it.
    titles = " ".join(one.title for one in programme.activities.values())
    return seen, {text for text in hidden - seen if len(text) > 12 and text not in titles}


def list_addresses(programme: Programme) -> Iterator[str]:
    """Every address of a pack, after the visit's."""
    yield "programme"
    for one in programme.activities.values():
        for name in (one.key, *one.also):
            yield f"activity/{name}"
            yield from (f"activity/{name}/task/{task.key}" for task in one.tasks)
            yield from (f"activity/{name}/part/{part.key}" for part in one.parts)


@pytest.fixture(params=["the pack", "weeks", "every gate"])
def served(request: pytest.FixtureRequest, app: Flask, programme: Programme) -> Programme:
    """A programme that the service serves: the real one, or one of the tests' own."""
    made = {"the pack": lambda: programme, "weeks": make_weeks, "every gate": make_whole}[request.param]()
    app.extensions["programme"] = made
    return made


def test_no_text_of_what_is_closed_is_in_any_answer(
    client: FlaskClient, lms: TestLms, served: Programme
) -> None:
    browsing = Browsing(client, lms.enter(client, activity=next(iter(served.activities))), served)
    answers = {address: browsing.open(address) for address in list_addresses(served)}
    seen, hidden = list_texts(served)
    assert hidden
    assert {answer.status_code for answer in answers.values()} == {200, 403}
    shown = "\n".join(answer.text for answer in answers.values())
    assert [text[:60] for text in hidden if text in shown] == []
    assert any(text in shown for text in seen)


def test_a_trainer_s_preview_shows_it_all_with_the_run_sheets(app: Flask, trainer: Browsing) -> None:
    app.extensions["programme"] = whole = make_whole()
    answers = {address: trainer.open(address) for address in list_addresses(whole)}
    assert {answer.status_code for answer in answers.values()} == {200}
    shown = "\n".join(answer.text for answer in answers.values())
    seen, hidden = list_texts(whole)
    assert [text for text in seen | hidden if text not in shown] == []
