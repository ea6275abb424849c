"""A trainer sees who is where and how the grades are doing, and nobody else's cohort."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.clock import utc_now
from lti_app.cohort.records import Person
from lti_app.database import read_only, transaction
from lti_app.organisation.records import PlatformRecord
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow, queue_score
from lti_app.score_delivery.rules import Score, ScoreState
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of

TRAINER = {"sub": "3", "name": "Tara Teacher", CLAIM + "roles": [INSTRUCTOR]}


def queue_a_score(app: Flask, *, state: ScoreState, why: str | None) -> int:
    """A score of the first participant in the first placement, at that point of its way; its number."""
    with app.app_context(), transaction() as session:
        placement = session.scalars(select(Placement)).first()
        assert placement is not None
        person_id = session.scalars(select(Person.id)).one()
        now = utc_now()
        queue_score(
            session,
            placement=placement,
            person_id=person_id,
            platform_id=session.scalars(select(PlatformRecord.id)).one(),
            score=Score(100, 100),
            earned_at=now,
            now=now,
        )
        session.execute(update(ScoreRow).values(state=state, why=why))
        return session.scalars(select(ScoreRow.id)).one()


def test_an_empty_cohort_says_what_to_check(client: FlaskClient, lms: TestLms) -> None:
    page = client.get(f"{lms.enter(client, **TRAINER)}/cohort").get_data(as_text=True)
    assert "Nobody has opened an activity yet" in page


def test_every_participant_has_a_row_and_trainers_have_none(client: FlaskClient, lms: TestLms) -> None:
    for subject, name in (("4", "Ana Álvarez"), ("5", "Bo Nwosu")):
        lms.enter(client, sub=subject, name=name)
    page = client.get(f"{lms.enter(client, **TRAINER)}/cohort").get_data(as_text=True)
    assert "Ana Álvarez" in page
    assert "Bo Nwosu" in page
    assert page.count("Tara Teacher") == 1


def test_a_grade_that_needs_a_person_says_why_and_can_be_sent_again(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    queue_a_score(app, state=ScoreState.NEEDS_A_PERSON, why="the grade is locked there")
    where = lms.enter(client, **TRAINER)
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "the grade is locked there" in page
    assert "Send again" in page


def test_sending_again_puts_the_grade_back_on_its_way(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    lms.enter(client)
    score_id = queue_a_score(app, state=ScoreState.NEEDS_A_PERSON, why="the grade is locked there")
    where = lms.enter(client, **TRAINER)
    token = csrf_of(client.get(f"{where}/cohort").get_data(as_text=True))
    answer = client.post(f"{where}/cohort/scores/{score_id}/send-again", data={"csrf_token": token})
    assert answer.status_code == 303
    with app.app_context(), read_only() as session:
        assert session.scalars(select(ScoreRow.state)).one() is ScoreState.QUEUED


def test_a_trainer_of_another_cohort_cannot_touch_the_grade(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    score_id = queue_a_score(app, state=ScoreState.NEEDS_A_PERSON, why="the grade is locked there")
    elsewhere = {CLAIM + "context": {"id": "9", "title": "Another cohort"}}
    where = lms.enter(client, **TRAINER, **elsewhere)
    page = client.get(f"{where}/cohort").get_data(as_text=True)
    assert "Ana" not in page
    own = lms.enter(client, **TRAINER)
    token = csrf_of(client.get(f"{own}/cohort").get_data(as_text=True))
    client.post(f"{where}/cohort/scores/{score_id}/send-again", data={"csrf_token": token})
    with app.app_context(), read_only() as session:
        assert session.scalars(select(ScoreRow.state)).one() is ScoreState.NEEDS_A_PERSON
