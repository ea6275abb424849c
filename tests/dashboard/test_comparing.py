"""The trainer compares the gradebook with what is kept, and mends the differences with one click."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.clock import utc_now
from lti_app.dashboard.worker import read_gradebook
from lti_app.database import read_only, transaction
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import find_cohort_id, submit_all
from tests.lti.services import Services

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
RESULTS = "/mod/lti/services.php/2/lineitems/2/lineitem/results?type_id=1"


def result(user: str, score: float | None) -> dict[str, Any]:
    return {"id": "x", "userId": user, "resultScore": score, "resultMaximum": 100}


def set_the_scene(app: Flask, client: FlaskClient, lms: TestLms) -> str:
    """Three people, two of whom have finished; the trainer's visit."""
    for subject, name in (("4", "Ana Álvarez"), ("5", "Bo Nwosu"), ("6", "Cy Reid")):
        lms.enter(client, sub=subject, name=name)
    for subject in ("4", "5"):
        submit_all(app, subject, "m1-w1")
    lms.enter(client, **{CLAIM + "resource_link": {"id": "1", "title": "Week one"}})
    return lms.enter(client, **TRAINER)


def compare(app: Flask) -> int:
    out = app.extensions["jobs"].outward
    return read_gradebook(app, http=out.http, tokens=out.tokens, cohort_id=find_cohort_id(app))


def press(client: FlaskClient, where: str, what: str = "") -> str:
    address = f"{where}/cohort/gradebook"
    token = csrf_of(client.get(address).get_data(as_text=True))
    answer = client.post(address + what, data={"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def list_states(app: Flask) -> list[ScoreState]:
    with app.app_context(), read_only() as session:
        return list(session.scalars(select(ScoreRow.state)))


def test_differences_are_said_in_words_and_mended_with_one_click(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    where = set_the_scene(app, client, lms)
    assert "is being read since" in press(client, where)
    services.put(RESULTS, [result("4", 40), result("6", 12.5), result("999", 3)])
    assert compare(app) == 1
    page = client.get(f"{where}/cohort/gradebook").get_data(as_text=True)
    assert "We hold 100; the course shows 40" in page
    assert "We hold 100; the course shows no grade" in page
    assert "The course shows 12.5; nothing has been earned here" in page
    assert "Send 2 grades again" in page
    page = press(client, where, "/mend")
    assert "2 grades are on the way again" in page
    assert list_states(app) == [ScoreState.QUEUED] * 2
    assert "100, on its way to the course" in page


def test_grades_that_were_taken_for_sent_go_again(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    where = set_the_scene(app, client, lms)
    services.put(RESULTS, [result("4", 40)])
    compare(app)
    press(client, where, "/mend")
    with app.app_context(), transaction() as session:
        session.execute(update(ScoreRow).values(state=ScoreState.SETTLED, settled_at=utc_now()))
    page = client.get(f"{where}/cohort/gradebook").get_data(as_text=True)
    assert "sent since the gradebook was read" in page
    assert "Send" not in page
    compare(app)
    press(client, where, "/mend")
    assert list_states(app) == [ScoreState.QUEUED] * 2


def test_nothing_differs_where_all_is_the_same(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    where = set_the_scene(app, client, lms)
    services.put(RESULTS, [result("4", 100), result("5", 100)])
    compare(app)
    assert "No differences" in client.get(f"{where}/cohort/gradebook").get_data(as_text=True)


def test_a_gradebook_that_cannot_be_read_is_said_so(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    where = set_the_scene(app, client, lms)
    assert compare(app) == 0
    page = client.get(f"{where}/cohort/gradebook").get_data(as_text=True)
    assert "does not know this course or column any more" in page


def test_another_cohorts_gradebook_stays_its_own(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    set_the_scene(app, client, lms)
    services.put(RESULTS, [result("4", 40)])
    compare(app)
    elsewhere = lms.enter(client, **TRAINER, **{CLAIM + "context": {"id": "9", "title": "Another"}})
    assert "Ana" not in client.get(f"{elsewhere}/cohort/gradebook").get_data(as_text=True)
