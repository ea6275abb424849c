"""A good launch opens one visit and leaves what it should."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import Base, read_only
from lti_app.launch.records import LaunchLogLine, Login, VisitRecord
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from tests.builders import CLAIM, INSTRUCTOR, LEARNER, TestLms

SYSTEM_ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"
SUB_ROLE_TRAINER = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"


def count(app: Flask, table: type[Base]) -> int:
    """How many rows the table has."""
    with app.app_context(), read_only() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_participant_lands_on_the_activity_of_the_link(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    answer = lms.launch(client)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/activity/m1-w1")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert count(app, VisitRecord) == 1
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Login)).one().used_at is not None


def test_a_trainer_lands_on_the_cohort(client: FlaskClient, lms: TestLms) -> None:
    answer = lms.launch(client, **{CLAIM + "roles": [INSTRUCTOR]})
    assert answer.headers["Location"].endswith("/cohort")
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("roles", [[INSTRUCTOR, SYSTEM_ADMINISTRATOR], ["Instructor"], [SUB_ROLE_TRAINER]])
def test_every_way_of_saying_trainer_leads_to_the_cohort(
    client: FlaskClient, lms: TestLms, roles: list[str]
) -> None:
    assert lms.launch(client, **{CLAIM + "roles": roles}).headers["Location"].endswith("/cohort")


@pytest.mark.parametrize(
    "roles", [[SYSTEM_ADMINISTRATOR], ["http://example.org/bogus#Administrator"], [""], []]
)
def test_a_person_without_a_part_in_the_course_gets_a_plain_page_and_no_visit(
    app: Flask, client: FlaskClient, lms: TestLms, roles: list[str]
) -> None:
    answer = lms.launch(client, **{CLAIM + "roles": roles})
    assert answer.status_code == 200
    assert "You have no part in this course" in answer.get_data(as_text=True)
    assert count(app, VisitRecord) == 0


def test_a_second_launch_of_the_same_person_adds_a_visit_and_nothing_else(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    assert lms.enter(client) != lms.enter(client)
    assert count(app, VisitRecord) == 2
    assert [count(app, table) for table in (Cohort, Person, Membership, Placement)] == [1, 1, 1, 1]


def test_one_link_in_two_courses_makes_two_cohorts_and_two_placements(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    for course in ("2", "3"):
        lms.enter(client, **{CLAIM + "context": {"id": course, "title": f"Cohort {course}"}})
    assert (count(app, Cohort), count(app, Placement), count(app, Person)) == (2, 2, 1)


def test_a_launch_from_no_course_works(client: FlaskClient, lms: TestLms) -> None:
    asked = lms.begin(client)
    claims = lms.claims(asked["nonce"])
    del claims[CLAIM + "context"]
    assert lms.post(client, asked, claims).status_code == 303


def test_new_names_take_the_place_of_old_ones(client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    where = lms.enter(client, name="Ana Pereira")
    assert "Ana Pereira" in client.get(f"{where}/activity/m1-w1").get_data(as_text=True)


def test_a_trainer_who_looks_as_a_student_stays_a_trainer_of_the_cohort(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client, **{CLAIM + "roles": [INSTRUCTOR]})
    answer = lms.launch(client, **{CLAIM + "roles": [LEARNER]})
    assert answer.headers["Location"].endswith("/activity/m1-w1")
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Membership.role)).all() == [Role.TRAINER]


def test_the_links_grading_choice_is_kept(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client, **{CLAIM + "custom": {"activity": "m1-w1", "grading": "progress"}})
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Placement.grading_in_link)).all() == [Grading.PROGRESS]


def test_an_unknown_activity_is_named_and_says_what_to_do(client: FlaskClient, lms: TestLms) -> None:
    answer = lms.launch(client, activity="m9-w9")
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert "m9-w9" in page
    assert "activity=m1-w1" in page


@pytest.mark.parametrize("role", [LEARNER, INSTRUCTOR])
def test_an_activity_name_that_is_far_too_long_is_an_unknown_one(
    client: FlaskClient, lms: TestLms, role: str
) -> None:
    for _ in range(2):
        answer = lms.launch(client, activity="m1-w1 " * 50, **{CLAIM + "roles": [role]})
        assert answer.status_code == 404
        assert "There is no such activity" in answer.get_data(as_text=True)


def test_a_link_without_an_activity_asks_a_participant_to_wait(client: FlaskClient, lms: TestLms) -> None:
    answer = lms.launch(client, activity=None)
    assert answer.status_code == 200
    assert "not ready yet" in answer.get_data(as_text=True)


def test_the_launch_log_holds_the_outcome_and_no_name(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    with app.app_context(), read_only() as session:
        line = session.scalars(select(LaunchLogLine)).one()
        assert line.outcome is LaunchOutcome.ADMITTED
        assert "Ana" not in str(vars(line))
