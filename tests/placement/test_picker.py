"""A trainer picks activities, and what goes back to the LMS is what Moodle keeps."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jwt import PyJWKSet
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_app.clock import utc_now
from lti_app.cohort.calendar_actions import set_calendar, set_policy
from lti_app.cohort.calendar_rules import CalendarPlan
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Person
from lti_app.database import read_only
from lti_app.web.current import get_programme
from tests.builders import INSTRUCTOR, TestLms, csrf_of, visit_of

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def open_picker(client: FlaskClient, lms: TestLms, **settings: Any) -> str:
    """A deep-linking launch; the picker's address."""
    asked = lms.begin(client)
    answer = lms.post(client, asked, lms.picker_claims(asked["nonce"], roles=[INSTRUCTOR], **settings))
    assert answer.status_code == 303
    return f"{visit_of(answer)}/picker"


def choose(client: FlaskClient, where: str, *keys: str, **more: str) -> TestResponse:
    """Send the picker's form with those activities chosen."""
    token = csrf_of(client.get(where).get_data(as_text=True))
    return client.post(where, data={"csrf_token": token, "activity": list(keys), **more})


def read_response(client: FlaskClient, answer: TestResponse) -> dict[str, Any]:
    """What the LMS reads in the form that comes back, checked with the tool's own published keys."""
    page = answer.get_data(as_text=True)
    found = re.search(r'name="JWT" value="([^"]+)"', page)
    assert found is not None, page
    token = unescape(found[1])
    keys = PyJWKSet.from_dict(client.get("/lti/jwks.json").get_json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    said: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], audience="https://moodle.example.org")
    return said


def test_several_activities_come_back_with_a_line_item_each(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms), "m1-w2", "m1-w1")
    said = read_response(client, answer)
    assert said["iss"] == lms.client_id
    placed = said[DL + "content_items"]
    assert [link["custom"]["activity"] for link in placed] == ["m1-w1", "m1-w2"]
    for link in placed:
        assert link["type"] == "ltiResourceLink"
        assert link["title"]
        assert link["text"]
        line_item = link["lineItem"]
        assert (line_item["scoreMaximum"], line_item["tag"]) == (100, "completion")
        assert isinstance(line_item["scoreMaximum"], int)
        assert line_item["resourceId"] == link["custom"]["activity"]


@pytest.mark.parametrize("policy", list(CohortPolicy))
def test_a_week_is_dated_for_the_course_where_the_calendar_alone_decides(
    app: Flask, client: FlaskClient, lms: TestLms, policy: CohortPolicy
) -> None:
    where = open_picker(client, lms)
    with app.app_context():
        with read_only() as session:
            cohort_id, trainer_id = (
                session.scalars(select(Cohort.id)).one(),
                session.scalars(select(Person.id)).one(),
            )
        set_policy(cohort_id=cohort_id, policy=policy)
        plan = CalendarPlan(starts_on=date(2027, 3, 25))
        assert not set_calendar(
            programme=get_programme(), cohort_id=cohort_id, plan=plan, by_id=trainer_id, now=utc_now()
        )
    placed = read_response(client, choose(client, where, "m1-w1", "m1-w2", "bradley"))[DL + "content_items"]
    # The clocks go forward between the two weeks: each day begins in London.
    days = ({"startDateTime": "2027-03-25T00:00:00Z"}, {"startDateTime": "2027-03-31T23:00:00Z"}, None)
    dated = dict(zip(("m1-w1", "m1-w2", "bradley"), days if policy is CohortPolicy.CALENDAR else (None,) * 3))
    assert {one["custom"]["activity"]: one.get("available") for one in placed} == dated


@pytest.mark.parametrize("sent", ["", "a=1&b=“two”", "x" * 3000])
def test_data_is_echoed_byte_for_byte(client: FlaskClient, lms: TestLms, sent: str) -> None:
    answer = choose(client, open_picker(client, lms, data=sent), "m1-w1")
    assert read_response(client, answer)[DL + "data"] == sent


def test_data_is_left_out_where_the_lms_sent_none(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms), "m1-w1")
    assert DL + "data" not in read_response(client, answer)


def test_nothing_chosen_is_said_in_place(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms))
    assert answer.status_code == 422
    assert "Choose at least one activity" in answer.get_data(as_text=True)


def test_one_only_where_the_lms_takes_one(client: FlaskClient, lms: TestLms) -> None:
    where = open_picker(client, lms, accept_multiple=False)
    assert 'type="radio"' in client.get(where).get_data(as_text=True)
    answer = choose(client, where, "m1-w1", "m1-w2")
    assert answer.status_code == 422
    assert len(read_response(client, choose(client, where, "m1-w2"))[DL + "content_items"]) == 1


def test_no_line_item_where_the_lms_takes_none(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms, accept_lineitem=False), "m1-w1")
    assert "lineItem" not in read_response(client, answer)[DL + "content_items"][0]


def test_cancelling_goes_back_with_nothing(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms), "m1-w1", cancel="yes")
    assert not read_response(client, answer).get(DL + "content_items")


def test_the_page_may_post_to_the_lms_and_nowhere_else(client: FlaskClient, lms: TestLms) -> None:
    where = open_picker(client, lms)
    policy = client.get(where).headers["Content-Security-Policy"]
    assert "https://moodle.example.org" not in re.findall(r"form-action ([^;]*)", policy)[0]
    policy = choose(client, where, "m1-w1").headers["Content-Security-Policy"]
    assert "https://moodle.example.org" in re.findall(r"form-action ([^;]*)", policy)[0]


def test_what_is_placed_already_is_marked(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client, activity="m1-w1")
    page = client.get(open_picker(client, lms)).get_data(as_text=True)
    assert page.count("Already in this course") == 1


def test_titles_and_grading_are_set_before_they_go_to_the_course(client: FlaskClient, lms: TestLms) -> None:
    where = open_picker(client, lms)
    details = choose(client, where, "m1-w1", "m1-w2", do="details").get_data(as_text=True)
    assert "Set titles and grading" in details
    chosen = {"title.m1-w1": "Our first week", "grading.m1-w1": "progress", "grading.m1-w2": "none"}
    first, second = read_response(client, choose(client, where, "m1-w1", "m1-w2", do="place", **chosen))[
        DL + "content_items"
    ]
    assert (first["title"], first["custom"]["grading"]) == ("Our first week", "progress")
    assert first["lineItem"]["submissionReview"]["url"].endswith("/lti/launch")
    assert first["icon"]["url"].startswith("http")
    assert second["custom"]["grading"] == "none"
    assert "lineItem" not in second
    assert not {"available", "submission"} & {*first, *second}


def test_a_title_that_moodle_would_refuse_is_said_in_place(client: FlaskClient, lms: TestLms) -> None:
    answer = choose(client, open_picker(client, lms), "m1-w1", **{"title.m1-w1": "x" * 256})
    assert answer.status_code == 422
    assert "255 characters or fewer" in answer.get_data(as_text=True)


def test_a_whole_module_is_chosen_without_script(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    placed = read_response(client, choose(client, open_picker(client, lms), whole="1"))[DL + "content_items"]
    assert len(placed) == len(app.extensions["programme"].modules[0].activities)


def test_what_was_chosen_before_is_remembered_until_it_is_opened(client: FlaskClient, lms: TestLms) -> None:
    where = open_picker(client, lms)
    choose(client, where, "m1-w2", **{"title.m1-w2": "Second"})
    assert "and not opened since" in client.get(where).get_data(as_text=True)


def test_an_lms_that_takes_no_links_is_told_so(client: FlaskClient, lms: TestLms) -> None:
    asked = lms.begin(client)
    claims = lms.picker_claims(asked["nonce"], roles=[INSTRUCTOR], accept_types=["html", "file"])
    answer = lms.post(client, asked, claims)
    assert answer.status_code == 400
    assert "links" in answer.get_data(as_text=True)
