"""The captured launches whose roles mislead: whom Moodle calls a learner, and who is a trainer all the same."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.cohort.role_rules import Role, decide_role, decide_standing_role
from lti_app.cohort.standing_rules import Known, decide_listed_role
from lti_app.cohort.worker import read_roster
from lti_app.lti.nrps import read_members
from tests.builders import CLAIM, TestLms
from tests.cohort.evidence import find_cohort_id, find_member
from tests.lti.services import Services
from tests.lti.test_captures import read_capture, verify_capture
from tests.lti.test_nrps import captured

TEACHER, SWITCHED = "launch-teacher", "launch-teacher-role-switched-to-student"
NON_EDITING = "launch-non-editing-teacher"
PATH = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"


def launch_as_captured(client: FlaskClient, lms: TestLms, name: str) -> str:
    """A launch that says of the person and the course what a captured one said; the visit."""
    said = read_capture(name)["claims"]
    about = ("sub", "name", "given_name", "family_name", CLAIM + "roles", CLAIM + "context")
    return lms.enter(client, **{claim: said[claim] for claim in about})


def read_captured_roster(app: Flask, services: Services) -> None:
    """Have the service read the roster that Moodle gave for that same course."""
    services.put(PATH, captured("nrps")["body"])
    out = app.extensions["jobs"].outward
    assert read_roster(app, http=out.http, tokens=out.tokens, cohort_id=find_cohort_id(app))


@pytest.mark.parametrize(
    ("name", "role"),
    [(TEACHER, Role.TRAINER), (SWITCHED, Role.PARTICIPANT), (NON_EDITING, Role.TRAINER)],
)
def test_a_captured_launch_comes_to_one_role(name: str, role: Role) -> None:
    assert decide_role(roles=verify_capture(read_capture(name)).roles) is role


def test_a_teacher_captured_in_the_student_role_keeps_the_standing_of_a_trainer() -> None:
    teacher, switched = (verify_capture(read_capture(name)) for name in (TEACHER, SWITCHED))
    assert teacher.subject == switched.subject
    standing = decide_role(roles=teacher.roles)
    launched = decide_role(roles=switched.roles)
    assert decide_standing_role(standing=standing, launched=launched) is Role.TRAINER


def test_a_non_editing_teacher_captured_as_learner_in_the_roster_is_not_demoted() -> None:
    claims = verify_capture(read_capture(NON_EDITING))
    assert claims.subject is not None
    members = {one.user_id: one for one in read_members(captured("nrps")["body"].encode())}
    listed = decide_role(roles=members[claims.subject].roles)
    assert listed is Role.PARTICIPANT
    launched = decide_role(roles=claims.roles)
    known = Known(claims.subject, launched, launched=True, has_left=False)
    assert decide_listed_role(listed=listed, known=known) is Role.TRAINER
    never_came = Known(claims.subject, listed, launched=False, has_left=False)
    assert decide_listed_role(listed=listed, known=never_came) is Role.PARTICIPANT


def test_a_trainer_who_looks_as_a_student_stays_a_trainer_and_is_not_among_the_participants(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    launch_as_captured(client, lms, TEACHER)
    as_student = launch_as_captured(client, lms, SWITCHED)
    assert find_member(app, "3").role is Role.TRAINER
    assert client.get(f"{as_student}/cohort").status_code == 404
    page = client.get(f"{launch_as_captured(client, lms, TEACHER)}/cohort")
    assert page.status_code == 200
    assert 'scope="row" class="govuk-table__header">Tara Teacher' not in page.get_data(as_text=True)


@pytest.mark.parametrize("listed_first", [True, False])
def test_a_non_editing_teacher_is_a_trainer_whether_the_roster_or_the_launch_comes_first(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services, listed_first: bool
) -> None:
    launch_as_captured(client, lms, TEACHER)
    if listed_first:
        read_captured_roster(app, services)
        assert find_member(app, "7").role is Role.PARTICIPANT
    where = launch_as_captured(client, lms, NON_EDITING)
    assert client.get(f"{where}/cohort").status_code == 200
    read_captured_roster(app, services)
    assert find_member(app, "7").role is Role.TRAINER
    assert find_member(app, "3").role is Role.TRAINER


def test_a_teacher_first_seen_in_the_student_role_is_put_right_by_the_roster(
    app: Flask, client: FlaskClient, lms: TestLms, services: Services
) -> None:
    launch_as_captured(client, lms, SWITCHED)
    assert find_member(app, "3").role is Role.PARTICIPANT
    read_captured_roster(app, services)
    assert find_member(app, "3").role is Role.TRAINER
