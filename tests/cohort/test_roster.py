"""A course's roster: read on demand and by night, kept with who left, and what goes wrong said in words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_app.clock import utc_now
from lti_app.cohort.reads import get_roster_line
from lti_app.cohort.role_rules import Role
from lti_app.cohort.roster_actions import begin_roster
from lti_app.cohort.standing_rules import RosterState
from lti_app.cohort.worker import read_roster, read_rosters
from lti_app.database import transaction
from lti_app.organisation.records import Deployment, DeploymentState
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import find_cohort_id, find_member
from tests.lti.services import Services
from tests.lti.test_nrps import captured

PATH = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}


def member(number: int, role: str = "Learner", **more: Any) -> dict[str, Any]:
    return {"user_id": str(number), "roles": [role], "status": "Active", "name": f"Person {number}", **more}


def read_now(app: Flask, *, whole: bool = False) -> bool:
    out = app.extensions["jobs"].outward
    return read_roster(app, http=out.http, tokens=out.tokens, cohort_id=find_cohort_id(app), whole=whole)


def test_people_who_have_never_come_appear_by_name(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    where = lms.enter(client, **TRAINER)
    services.put(PATH, {"members": [member(3, "Instructor"), member(8), member(9)]})
    assert read_now(app)
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "Person 8" in page
    assert "2 people joined, 0 left" in page
    assert find_member(app, "8").launched_at is None


def test_who_has_left_is_kept_and_marked_and_comes_back_by_launching(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    services.put(PATH, {"members": [member(9)]})
    assert read_now(app)
    assert find_member(app, "4").left_at is not None
    page = client.get(f"{lms.enter(client, **TRAINER)}/cohort").get_data(as_text=True)
    assert "No longer taking part" in page
    assert "Not on the course’s list of people since" in page
    lms.enter(client)
    assert find_member(app, "4").left_at is None


def test_a_non_editing_teacher_stays_the_trainer_that_they_launched_as(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client, sub="7", name="Nia Noneditor", **{CLAIM + "roles": [INSTRUCTOR]})
    services.put(PATH, {"members": [member(7, "Learner"), member(9)]})
    assert read_now(app)
    assert find_member(app, "7").role is Role.TRAINER


def test_the_captured_roster_is_kept_whole(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    services.put(PATH, captured("nrps")["body"])
    assert read_now(app)
    roles = {subject: find_member(app, subject).role for subject in ("2", "3", "4", "5", "6", "7")}
    assert [roles[one] for one in ("2", "3")] == [Role.TRAINER, Role.TRAINER]
    assert roles["4"] is roles["7"] is Role.PARTICIPANT


def test_differences_are_asked_for_the_second_time_and_the_whole_where_they_fail(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    link = f'<{services.url}/changed>; rel="differences"'
    services.put(PATH, {"members": [member(4), member(8)]}, Link=link)
    services.put("/changed", {"members": [member(8, status="Deleted"), member(9)]})
    assert read_now(app)
    assert read_now(app)
    assert find_member(app, "8").left_at is not None
    assert find_member(app, "4").left_at is None
    assert find_member(app, "9").left_at is None
    read_now(app, whole=True)
    del services.answers["/changed"]
    assert read_now(app)
    assert services.list_calls("GET")[-1][0] == PATH


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (401, {}, "does not let this service in"),
        (404, {}, "does not know this course"),
        (500, {}, "did not answer"),
        (200, "<html>", "cannot be read"),
        (200, {"members": []}, "listed nobody at all"),
    ],
)
def test_what_went_wrong_is_said_in_words_and_nothing_is_changed(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services, status: int, said: Any, words: str
) -> None:
    lms.enter(client)
    where = lms.enter(client, **TRAINER)
    services.put(PATH, said, status=status)
    assert not read_now(app)
    assert words in client.get(f"{where}/cohort").get_data(as_text=True)
    assert find_member(app, "4").left_at is None


def test_a_trainer_asks_for_the_roster_and_the_page_says_so(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    where = lms.enter(client, **TRAINER)
    token = csrf_of(client.get(f"{where}/cohort").get_data(as_text=True))
    answer = client.post(f"{where}/cohort/roster", data={"csrf_token": token})
    assert answer.status_code == 303
    assert "is being read since" in client.get(f"{where}/cohort").get_data(as_text=True)
    with app.app_context():
        assert get_roster_line(find_cohort_id(app)).state is RosterState.ASKED


def test_two_workers_read_a_roster_once(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    cohort_id, now = find_cohort_id(app), utc_now()
    with app.app_context():
        assert begin_roster(cohort_id=cohort_id, now=now) is not None
        assert begin_roster(cohort_id=cohort_id, now=now) is None
        assert begin_roster(cohort_id=cohort_id, now=now + timedelta(minutes=11)) is not None


def test_the_night_reads_every_course(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    lms.enter(client, **{CLAIM + "context": {"id": "9", "title": "Another"}})
    services.put(PATH, {"members": [member(4)]})
    out = app.extensions["jobs"].outward
    assert read_rosters(app, http=out.http, tokens=out.tokens) == 2


def test_names_that_the_lms_does_not_share_stay_as_launches_gave_them(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    lms.enter(client)
    services.put(PATH, json.dumps({"members": [{"user_id": "4", "roles": ["Learner"]}]}))
    assert read_now(app)
    page = client.get(f"{lms.enter(client, **TRAINER)}/cohort").get_data(as_text=True)
    assert "Ana Álvarez" in page


def test_the_roster_of_a_learning_site_that_is_not_approved_is_left_alone_and_the_trainer_is_told(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    where = lms.enter(client, **TRAINER)
    with app.app_context(), transaction() as session:
        session.execute(update(Deployment).values(state=DeploymentState.SEEN))
    assert not read_now(app)
    assert services.server.requests == []
    assert "waits for approval" in client.get(f"{where}/cohort").get_data(as_text=True)
