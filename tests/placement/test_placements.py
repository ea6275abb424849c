"""Links: what each reports, one that came without an activity, and a copied course's settings by three routes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.database import read_only, transaction
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.cohort.evidence import find_cohort_id, submit_all

CAPTURES = Path(__file__).resolve().parents[1] / "captures" / "moodle"
TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
COPY = {"id": "3", "label": "AP1_1", "title": "Cohort one copy 1"}


def post(client: FlaskClient, address: str, page: str, **form: str) -> int:
    token = csrf_of(client.get(page).get_data(as_text=True))
    return client.post(address, data={"csrf_token": token, **form}).status_code


def find_link(app: Flask, resource_link_id: str, context_id: str = "2") -> Placement:
    cohort_id = find_cohort_id(app, context_id)
    with app.app_context(), read_only() as session:
        found = session.scalars(
            select(Placement).where(
                Placement.resource_link_id == resource_link_id, Placement.cohort_id == cohort_id
            )
        ).one()
        session.expunge(found)
        return found


def find_cohort(app: Flask, context_id: str) -> Cohort:
    with app.app_context(), read_only() as session:
        found = session.scalars(select(Cohort).where(Cohort.context_id == context_id)).one()
        session.expunge(found)
        return found


def list_given(app: Flask) -> list[int]:
    with app.app_context(), read_only() as session:
        return sorted(session.scalars(select(ScoreRow.given)))


def set_up_old_course(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    """A course with a grading choice, an order of weeks, and work in it."""
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    where = lms.enter(client, **TRAINER)
    number = find_link(app, "1").id
    assert (
        post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading="progress") == 303
    )
    with app.app_context(), transaction() as session:
        session.get_one(Cohort, find_cohort_id(app)).policy = CohortPolicy.OPEN


def enter_copy(client: FlaskClient, lms: TestLms, *, link: str = "14", **custom: str) -> str:
    changes: dict[str, Any] = {
        CLAIM + "context": COPY,
        CLAIM + "resource_link": {"id": link, "title": "Week one"},
        CLAIM + "custom": {"context_id_history": "2", **custom},
    }
    answer = lms.launch(client, **TRAINER, **changes)
    assert answer.status_code == 303
    return str(answer.headers["Location"])[: str(answer.headers["Location"]).index("/", 4)]


def test_every_link_and_every_activity_without_one_is_listed(client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    page = client.get(f"{lms.enter(client, **TRAINER)}/placements").get_data(as_text=True)
    assert "Week one" in page
    assert "Weeks that nobody has placed" in page
    assert "Cases and others without a link" in page


def test_another_grading_queues_what_stands(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w2-vignettes")
    where = lms.enter(
        client, activity="m1-w2", **TRAINER, **{CLAIM + "resource_link": {"id": "2", "title": "W2"}}
    )
    number = find_link(app, "2").id
    assert list_given(app) == []
    assert (
        post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading="progress") == 303
    )
    (given,) = list_given(app)
    assert 0 < given < 100
    assert find_link(app, "2").grading is Grading.PROGRESS


def test_no_grading_takes_back_what_was_never_sent(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    set_up_old_course(app, client, lms)
    assert list_given(app) == [100]
    where = lms.enter(client, **TRAINER)
    number = find_link(app, "1").id
    assert post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading="none") == 303
    assert list_given(app) == []


def test_another_courses_link_cannot_be_set(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    number = find_link(app, "1").id
    where = lms.enter(client, **TRAINER, **{CLAIM + "context": COPY})
    assert post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading="none") == 404


def test_a_link_without_an_activity_lets_the_trainer_choose_and_participants_wait(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    waiting = lms.launch(client, activity=None)
    assert "This activity is not ready yet" in waiting.get_data(as_text=True)
    asked = lms.launch(client, activity=None, **TRAINER)
    assert asked.headers["Location"].endswith("/placements/activity")
    where = asked.headers["Location"].removesuffix("/placements/activity")
    number = find_link(app, "1").id
    choose, page = f"{where}/placements/{number}/activity", f"{where}/placements/activity"
    assert post(client, choose, page, grading="completion") == 422
    assert post(client, choose, page, activity="m1-w2", grading="completion") == 303
    assert lms.launch(client, activity=None).headers["Location"].endswith("/activity/m1-w2")


def test_a_copied_course_is_a_new_cohort_whose_trainer_is_offered_the_settings(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    set_up_old_course(app, client, lms)
    where = enter_copy(client, lms, activity="m1-w1")
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "This course is a copy of an earlier one" in page
    assert "Ana" not in page
    offer = client.get(f"{where}/cohort/copy").get_data(as_text=True)
    assert "All weeks are open from the start" in offer
    assert "graded as work goes on" in offer
    assert "Ana" not in offer
    assert post(client, f"{where}/cohort/copy", f"{where}/cohort/copy", answer="take") == 303
    assert find_cohort(app, "3").policy is CohortPolicy.OPEN
    assert find_link(app, "14", "3").grading is Grading.PROGRESS
    assert "Ana" not in client.get(f"{where}/cohort").get_data(as_text=True)
    assert list_given(app) == [100]


def test_links_that_are_opened_later_take_the_settings_too(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    set_up_old_course(app, client, lms)
    where = enter_copy(client, lms, link="15", activity="m1-w2")
    assert post(client, f"{where}/cohort/copy", f"{where}/cohort/copy", answer="take") == 303
    enter_copy(client, lms, link="14", resource_link_id_history="1")
    late = find_link(app, "14", "3")
    assert (late.activity_key, late.grading) == ("m1-w1", Grading.PROGRESS)


def test_an_offer_that_is_declined_is_not_made_again(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    set_up_old_course(app, client, lms)
    where = enter_copy(client, lms, activity="m1-w1")
    assert post(client, f"{where}/cohort/copy", f"{where}/cohort/copy", answer="decline") == 303
    assert "is a copy" not in client.get(f"{where}/cohort").get_data(as_text=True)
    assert client.get(f"{where}/cohort/copy").status_code == 404
    assert find_link(app, "14", "3").grading is Grading.COMPLETION


def test_the_chooser_suggests_what_the_original_opened(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    set_up_old_course(app, client, lms)
    where = enter_copy(client, lms, resource_link_id_history="1")
    page = client.get(f"{where}/placements/activity").get_data(as_text=True)
    assert page.index('value="m1-w1" checked') > 0


@pytest.mark.parametrize(
    ("capture", "context", "history"),
    [("launch-restored-course", "3", "2"), ("launch-twice-restored-course", "4", "3,2")],
)
def test_the_captured_restored_courses_remember_where_they_come_from(
    app: Flask, client: FlaskClient, lms: TestLms, capture: str, context: str, history: str
) -> None:
    lms.enter(client)
    claims = json.loads((CAPTURES / f"{capture}.json").read_text())["claims"]
    custom = dict(claims[CLAIM + "custom"])
    # The captured tool had called the two variables otherwise; ours are registered under these names.
    custom |= {"context_id_history": custom["ctx_history"], "resource_link_id_history": custom["rl_history"]}
    custom |= {"activity": "m1-w1"}
    about = {name: claims[CLAIM + name] for name in ("context", "resource_link", "roles")}
    lms.enter(
        client, sub="2", **{CLAIM + name: said for name, said in about.items()}, **{CLAIM + "custom": custom}
    )
    cohort = find_cohort(app, context)
    assert cohort.context_history == history
    assert cohort.copied_from_id == find_cohort_id(app)
    assert cohort.copy_offer is CopyOffer.OFFERED
    assert find_link(app, claims[CLAIM + "resource_link"]["id"], context).activity_key == "m1-w1"


def test_another_councils_course_of_the_same_number_is_no_ancestor(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    with app.app_context(), transaction() as session:
        session.get_one(Cohort, find_cohort_id(app)).issuer = "https://elsewhere.example"
    enter_copy(client, lms, activity="m1-w1")
    assert find_cohort(app, "3").copied_from_id is None
