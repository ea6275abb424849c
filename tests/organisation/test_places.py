"""Where an organisation keeps its readings and slides, how complaints are raised, and who is shown it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.organisation.place_rules import find_address_fault, read_places_form
from lti_app.programme.model import ActivityKey, Place
from lti_app.programme.places import IN_LMS, fill_places
from tests.administration.coming_in import become_administrator
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of

TALK = "child-of-the-state"
SLIDES = "slides-workshop-1-introductions"
ADDRESS = "https://library.example.org/talk?a=1&b=2"


def enter_trainer(app: Flask, lms: TestLms) -> tuple[FlaskClient, str]:
    """A trainer's browser, and their visit."""
    client = app.test_client()
    roles: dict[str, Any] = {CLAIM + "roles": [INSTRUCTOR]}
    return client, lms.enter(client, sub="9", **roles)


def fill(client: FlaskClient, way: str, **fields: str) -> int:
    """Send the form of places as its page has it, with `fields` laid over; the answer's status."""
    page = client.get(way).get_data(as_text=True)
    form = {name.replace("__", "."): value for name, value in fields.items()}
    answer = client.post(way, data={"csrf_token": csrf_of(page), **form})
    return answer.status_code


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("", True),
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("example.org/a", False),
        ("javascript:alert(1)", False),
        ("data:text/html,a", False),
        ("https:///a", False),
        ("https://example.org:port/", False),
        ("https://user:secret@example.org/", False),
        ("https://example.org/a b", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_only_an_address_that_people_can_follow_is_kept(address: str, is_good: bool) -> None:
    assert (find_address_fault(address) is None) == is_good


def test_a_place_is_filled_emptied_or_left_as_it_is() -> None:
    places = [Place(key, key, (ActivityKey("m1-w1"),), "https://overlay.example.org") for key in "abc"]
    form = {"address.a": "", "course.a": "yes", "address.b": ""}
    read = read_places_form(form, places=places)
    assert (dict(read.filled), read.faults) == ({"a": IN_LMS, "b": ""}, ())
    a, b, c = fill_places(places, read.filled)
    assert (a.address, a.is_in_lms, b.is_empty, c.address) == (None, True, True, places[2].address)


def test_an_address_beside_a_tick_is_a_fault_of_its_field() -> None:
    place = Place("a", "A talk", (ActivityKey("m1-w1"),))
    read = read_places_form({"address.a": ADDRESS, "course.a": "yes"}, places=[place])
    assert [field for field, _ in read.faults] == ["address.a"]


def test_what_a_trainer_places_is_shown_where_the_task_asks_for_it(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    trainer, way = enter_trainer(app, lms)
    person = lms.enter(client)
    task = f"{person}/activity/m1-w1/task/child-of-the-state"
    assert "has not said here where it is" in client.get(task).get_data(as_text=True)
    assert "Not placed yet" in trainer.get(f"{way}/activity/m1-w1").get_data(as_text=True)
    assert fill(trainer, f"{way}/places", **{f"address__{TALK}": ADDRESS}) == 303
    page = client.get(task).get_data(as_text=True)
    assert 'href="https://library.example.org/talk?a=1&amp;b=2"' in page
    assert "Not placed yet" not in trainer.get(f"{way}/activity/m1-w1").get_data(as_text=True)
    fill(trainer, f"{way}/places", **{f"address__{TALK}": "", f"course__{TALK}": "yes"})
    assert "You find it in your course page" in client.get(task).get_data(as_text=True)


def test_slides_of_a_session_stand_on_its_run_sheet(app: Flask, lms: TestLms) -> None:
    trainer, way = enter_trainer(app, lms)
    fill(trainer, f"{way}/places", **{f"address__{SLIDES}": "https://slides.example.org/1"})
    page = trainer.get(f"{way}/workshop/m1-w4/run-sheet").get_data(as_text=True)
    assert 'href="https://slides.example.org/1"' in page
    assert page.count("has not said where its slides are") == 3


def test_every_participant_finds_how_to_complain(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    trainer, way = enter_trainer(app, lms)
    person = lms.enter(client)
    assert f'href="{person}/complaints"' in client.get(f"{person}/programme").get_data(as_text=True)
    assert "has not yet said" in client.get(f"{person}/complaints").get_data(as_text=True)
    fill(trainer, f"{way}/places", complaints="Write to the <b>learning</b> team.")
    assert "Write to the &lt;b&gt;learning&lt;/b&gt; team." in client.get(f"{person}/complaints").text


def test_a_fault_keeps_what_was_typed_and_changes_nothing(app: Flask, lms: TestLms) -> None:
    trainer, way = enter_trainer(app, lms)
    page = trainer.get(f"{way}/places").get_data(as_text=True)
    form = {"csrf_token": csrf_of(page), f"address.{TALK}": "not an address", "complaints": "Ask us."}
    answer = trainer.post(f"{way}/places", data=form)
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.text
    assert "Ask us." in answer.text
    assert "Ask us." not in trainer.get(f"{way}/complaints").get_data(as_text=True)


def test_an_administrator_fills_the_same_places(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    trainer, way = enter_trainer(app, lms)
    admin = app.test_client()
    desk = become_administrator(app, admin)
    assert fill(admin, f"{desk.root}/places", **{f"address__{TALK}": ADDRESS}) == 303
    assert 'value="https://library.example.org/talk' in trainer.get(f"{way}/places").get_data(as_text=True)


def test_another_organisation_has_places_of_its_own(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    trainer, way = enter_trainer(app, lms)
    fill(trainer, f"{way}/places", **{f"address__{TALK}": ADDRESS})
    lms.client_id, lms.deployment_id = "client-2", "2"
    lms.register("Southmoor Council")
    other, other_way = enter_trainer(app, lms)
    assert ADDRESS.split("?", maxsplit=1)[0] not in other.get(f"{other_way}/places").get_data(as_text=True)
