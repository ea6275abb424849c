"""Submission review opens the very submission, shows a trainer what they may read, and keeps each look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.activity.records import Question, Submission
from lti_app.database import read_only, transaction
from lti_app.privacy.records import Look
from lti_app.programme.model import Readers
from lti_app.review.reading_rules import decide_may_read
from tests.builders import CLAIM, INSTRUCTOR, LEARNER, TestLms
from tests.cohort.evidence import find_person_id, submit_all
from tests.lti import forge

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}
OPEN = (Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER)
CAPTURES = Path(__file__).resolve().parents[1] / "captures" / "moodle"


def review(client: FlaskClient, lms: TestLms, *, of: str, **changes: Any) -> str:
    """The page that a submission review leads to."""
    asked = lms.begin(client)
    claims = forge.make_submission_review(lms.claims(asked["nonce"]), of=of)
    answer = lms.post(client, asked, {**claims, **TRAINER, **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.headers["Location"].endswith("/review")
    return client.get(answer.headers["Location"]).get_data(as_text=True)


def list_looks(app: Flask) -> list[Look]:
    with app.app_context(), read_only() as session:
        looks = list(session.scalars(select(Look)))
        session.expunge_all()
        return looks


def test_a_trainer_sees_what_they_may_read_and_the_look_is_kept(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    page = review(client, lms, of="4")
    programme = app.extensions["programme"]
    tasks = programme.activities["m1-w1"].tasks
    shown = [one for one in tasks if one.essential and one.readers in OPEN]
    private = [one for one in tasks if one.readers is Readers.NOBODY]
    assert shown
    assert private
    assert "What Ana Álvarez has submitted" in page
    for task in private:
        assert f"My own words {task.key}" not in page
    (look,) = list_looks(app)
    assert (look.looker_id, look.person_id) == (find_person_id(app, "3"), find_person_id(app, "4"))
    assert look.activity_key == "m1-w1"
    assert {f"m1-w1/{one.key}" for one in shown} == set(look.tasks.split())


def test_a_participant_sees_their_own_whole_and_no_look_is_kept(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    own = {"sub": "4", "name": "Ana Álvarez", CLAIM + "roles": [LEARNER]}
    page = review(client, lms, of="4", **own)
    assert "What you have submitted" in page
    assert "Only the participant can read this" not in page
    assert list_looks(app) == []


@pytest.mark.parametrize("who", ["participant", "trainer elsewhere", "nobody"])
def test_others_find_nothing(app: Flask, client: FlaskClient, lms: TestLms, who: str) -> None:
    lms.enter(client)
    lms.enter(client, sub="5", name="Bo Nwosu")
    submit_all(app, "4", "m1-w1")
    changes: dict[str, Any] = {}
    if who == "participant":
        changes = {"sub": "5", CLAIM + "roles": [LEARNER]}
    elif who == "trainer elsewhere":
        changes = {CLAIM + "context": {"id": "9", "title": "Another cohort"}}
    page = review(client, lms, of="999" if who == "nobody" else "4", **changes)
    assert "My own words" not in page
    assert list_looks(app) == []


@pytest.mark.parametrize("capture", ["submission-review-teacher", "submission-review-student-self"])
def test_the_captured_reviews_open_the_very_submission(
    app: Flask, client: FlaskClient, lms: TestLms, capture: str
) -> None:
    captured = json.loads((CAPTURES / f"{capture}.json").read_text())["claims"]
    of = captured[CLAIM + "for_user"]["user_id"]
    lms.enter(client, sub=of, name="Ana Álvarez")
    submit_all(app, of, "m1-w1")
    about = {
        name: captured[name]
        for name in ("sub", "name", CLAIM + "roles", CLAIM + "for_user", CLAIM + "resource_link")
    }
    page = review(client, lms, of=of, **about)
    assert "Submitted" in page


def test_a_review_without_a_link_finds_the_activity_by_its_column(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    asked = lms.begin(client)
    claims = forge.make_submission_review(lms.claims(asked["nonce"], activity=None))
    kept = forge.without({**claims, **TRAINER}, CLAIM + "resource_link")
    answer = lms.post(client, asked, kept)
    assert answer.headers["Location"].endswith("/review")
    assert "What Ana Álvarez has submitted" in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_the_question_is_shown_as_it_stood(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    with app.app_context(), transaction() as session:
        kept = "0" * 64
        session.add(Question(digest=kept, text="# Old title\n\nWhat did we ask <script>then</script>?\n"))
        session.flush()
        session.execute(update(Submission).values(question_digest=kept))
    page = review(client, lms, of="4")
    assert "What did we ask" in page
    assert "The question has changed since" in page
    assert "<script>then" not in page


def test_the_cohort_page_leads_to_the_work_and_nobody_elses(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    submit_all(app, "4", "m1-w1")
    person = find_person_id(app, "4")
    where = lms.enter(client, **TRAINER)
    address = f"{where}/cohort/people/{person}/work/m1-w1"
    assert address in client.get(f"{where}/cohort").get_data(as_text=True)
    assert client.get(address).status_code == 200
    elsewhere = lms.enter(client, **TRAINER, **{CLAIM + "context": {"id": "9", "title": "Another"}})
    assert client.get(f"{elsewhere}/cohort/people/{person}/work/m1-w1").status_code == 404
    participant = lms.enter(client)
    assert client.get(f"{participant}/cohort/people/{person}/work/m1-w1").status_code == 404


@pytest.mark.parametrize("readers", list(Readers))
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("is_trainer", [True, False])
def test_who_may_read_what(readers: Readers, is_own: bool, is_trainer: bool) -> None:
    open_to_trainers = readers in {Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER}
    may = decide_may_read(readers=readers, is_own=is_own, is_trainer=is_trainer)
    assert may is (is_own or (is_trainer and open_to_trainers))
