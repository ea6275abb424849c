"""What an administrator sees of their learning sites, and decides; and the launch log."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_app.administration.log_rules import PHRASES, describe_phrase, find_reason
from lti_app.administration.missing_rules import SCOPE_OF, judge_missing
from lti_app.lti.faults import FaultCode, find_fault
from tests.administration.coming_in import become_administrator
from tests.builders import TOOL, TestLms
from tests.launch.test_the_way_in import ticket_form_of
from tests.organisation.registering import RegisteringLms, registering_lms

ALL = frozenset(SCOPE_OF.values())


def _missing(**facts: object) -> str:
    given: dict[str, object] = {
        "waiting": 0, "approved": 1, "launched": True, "granted": ALL, "names_shared": True, "stuck_grades": 0,
    }  # fmt: skip
    return " ".join(f"{one.what} {one.mend}" for one in judge_missing(**{**given, **facts}))  # type: ignore[arg-type]


def test_a_connection_that_works_lacks_nothing() -> None:
    assert _missing() == ""


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"waiting": 1}, "Approve it below"),
        ({"approved": 0, "launched": False, "granted": frozenset()}, "Activate"),
        ({"launched": False, "names_shared": None}, "Show in activity chooser"),
        ({"granted": ALL - {SCOPE_OF[next(iter(SCOPE_OF))]}}, "Assignment and Grade Services"),
        ({"granted": frozenset()}, "Names and Role Provisioning"),
        ({"names_shared": False}, "Share launcher’s name with tool: Always"),
        ({"stuck_grades": 1}, "1 grade has not reached"),
        ({"stuck_grades": 4}, "4 grades have not reached"),
    ],
)
def test_each_thing_that_is_missing_says_where_it_is_mended(facts: dict[str, object], where: str) -> None:
    assert where in _missing(**facts)


def test_a_registered_site_is_listed_approved_and_turned_off(app: Flask, client: FlaskClient) -> None:
    with registering_lms() as moodle:
        moodle.connect(client)
        desk = become_administrator(app, client)
        listed = desk.show("sites")
        assert moodle.server.url in listed and "Waiting" in listed
        assert "moodle 4.5.6" in listed
        asked = desk.show("deployments/1/approve")
        assert "Approve only if all these are addresses" in asked
        for name in ("authorization_endpoint", "jwks_uri", "token_endpoint"):
            assert moodle.configuration[name] in asked
        assert desk.send("deployments/1/approve").status_code == 303
        assert "Approved" in desk.show("sites")
        assert "Nothing is lost" in desk.show("deployments/1/off")
        assert desk.send("deployments/1/off").status_code == 303
        assert "Turned off" in desk.show("sites")


def test_approving_lets_people_in_and_turning_off_keeps_them_out(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    assert lms.launch(client).status_code == 303
    desk.send("deployments/1/off")
    assert lms.launch(client).status_code == 403
    desk.send("deployments/1/approve")
    assert lms.launch(client).status_code == 303
    assert "today" in desk.show("sites")


def test_turning_off_puts_out_whoever_is_in_or_on_the_way_in(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    inside = lms.enter(client) + "/activity/m1-w1"
    asked = lms.begin(client)
    page = lms.post(app.test_client(), asked, lms.claims(asked["nonce"], sub="5")).get_data(as_text=True)
    assert client.get(inside).status_code == 200
    desk.send("deployments/1/off")
    assert client.get(inside).status_code == 401
    window = app.test_client().post("/launch/ticket", data=ticket_form_of(page), headers={"Origin": TOOL})
    assert window.status_code == 400


def test_a_deployment_that_launched_unknown_is_listed_and_can_be_approved(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    lms.deployment_id = "77"
    assert lms.launch(client).status_code == 403
    assert "Deployment 77" in desk.show("sites")
    desk.send("deployments/2/approve")
    assert lms.launch(client).status_code == 303


def test_a_refused_launch_is_found_by_the_reference_that_the_person_saw(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    lms.deployment_id = "77"
    refused = lms.launch(client).get_data(as_text=True)
    reference = re.search(r"\b[0-9a-f]{10}\b", refused)
    assert reference is not None
    found = desk.show(f"launches?reference={reference[0]}")
    assert "was not known before" in found and "approve it" in found
    assert "Refused" in found
    assert "There is no attempt" in desk.show("launches?reference=0000000000")


def test_the_log_says_what_went_well_too_and_shows_no_name(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    visit = lms.enter(client)
    page = client.get(f"{visit}/activity/m1-w1").get_data(as_text=True)
    name = re.search(r"Signed in as </span>([^<(]+)", page)
    assert name is not None
    shown = desk.show("launches")
    assert "Let in" in shown
    assert name[1].strip() not in shown
    assert "There are no attempts" in desk.show("launches?show=refused")


def test_an_attempt_from_an_unknown_site_is_found_by_its_reference_alone(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    refused = lms.post_login(client, iss="https://unknown.example").get_data(as_text=True)
    reference = re.search(r"\b[0-9a-f]{10}\b", refused)
    assert reference is not None
    assert reference[0] not in desk.show("launches")
    assert "is not registered here" in desk.show(f"launches?reference={reference[0]}")


@pytest.mark.parametrize("code", list(FaultCode))
def test_every_fault_of_the_protocol_is_read_back_from_the_log(code: FaultCode) -> None:
    assert find_fault(f"{code.value} sub") is not None
    fault = find_fault(code.value)
    assert fault is not None and fault.code is code


@pytest.mark.parametrize("phrase", list(PHRASES))
def test_every_phrase_of_the_log_has_words_and_a_remedy(phrase: str) -> None:
    reason = find_reason(f"{phrase} more")
    assert reason is not None and reason.happened.endswith(".") and reason.remedy.endswith(".")


def test_a_phrase_without_words_is_shown_as_it_is() -> None:
    assert describe_phrase("the moon was full").happened == "The moon was full."


def test_the_registration_of_one_lms_does_not_show_in_anothers(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    def _connect(moodle: RegisteringLms) -> None:
        moodle.connect(client, organisation="Eastmere Council")

    with registering_lms() as moodle:
        _connect(moodle)
        assert moodle.server.url not in become_administrator(app, client).show("sites")
        other = become_administrator(app, app.test_client(), "Eastmere Council")
        assert moodle.server.url in other.show("sites") and lms.issuer not in other.show("sites")
