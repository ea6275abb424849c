"""Who joins a course late, or comes back to it, brings what was earned elsewhere: its gradebook gets it too."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.activity.settling_records import settle_progress
from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort, Membership
from lti_app.cohort.roster_actions import record_roster
from lti_app.cohort.standing_rules import Listed
from lti_app.database import read_only, transaction
from lti_app.gate.rules import list_essential
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from tests.builders import CLAIM, TestLms
from tests.cohort.evidence import find_cohort_id, find_person_id, submit_all
from tests.cohort.test_standing import DAY, TRAINER, set_standing

WEEK_TWO = {CLAIM + "resource_link": {"id": "2", "title": "Week two"}}


def later(link: str, **changes: Any) -> dict[str, Any]:
    """A launch in the later course."""
    return {
        CLAIM + "context": {"id": "9", "title": "Cohort two"},
        CLAIM + "resource_link": {"id": link, "title": "Week"},
        **changes,
    }


def list_links(app: Flask, context_id: str) -> list[str]:
    """The links of a course that have a score of anybody."""
    with app.app_context(), read_only() as session:
        query = select(Placement.resource_link_id).join(ScoreRow, ScoreRow.placement_id == Placement.id)
        cohort = select(Cohort.id).where(Cohort.context_id == context_id).scalar_subquery()
        return sorted(session.scalars(query.where(Placement.cohort_id == cohort)))


def do_week_one(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    """Ana has done week one in the first course, where only week two has a link."""
    lms.enter(client, activity="m1-w2", **WEEK_TWO)
    submit_all(app, "4", "m1-w1")


def test_links_that_others_opened_before_get_what_a_late_joiner_has_earned(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    lms.enter(client, **later("91", sub="5"))
    lms.enter(client, activity="m1-w2", **later("92", sub="5"))
    assert list_links(app, "9") == []
    lms.enter(client, activity="m1-w2", **later("92"))
    assert list_links(app, "9") == ["91"]


def leave(app: Flask, subject: str) -> None:
    with app.app_context(), transaction() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == find_person_id(app, subject))
            .values(left_at=utc_now())
        )


def test_a_link_that_came_while_somebody_was_away_gets_their_grade_when_they_launch_again(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    leave(app, "4")
    lms.enter(client, sub="5")
    assert list_links(app, "2") == []
    lms.enter(client, activity="m1-w2", **WEEK_TWO)
    assert list_links(app, "2") == ["1"]


def test_a_link_that_came_while_somebody_was_away_gets_their_grade_when_the_roster_has_them_again(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    leave(app, "4")
    lms.enter(client, sub="5")
    with app.app_context():
        record_roster(
            cohort_id=find_cohort_id(app),
            listed=[Listed("4", ("Learner",), True, None)],
            is_whole=False,
            differences_url=None,
            programme=app.extensions["programme"],
            now=utc_now(),
        )
    assert list_links(app, "2") == ["1"]


def test_who_was_deferred_by_mistake_gets_the_grades_of_links_that_came_meanwhile(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    where, person = lms.enter(client, activity="m1-w2", **WEEK_TWO, **TRAINER), find_person_id(app, "4")
    assert set_standing(client, where, person, "deferred", **DAY) == 303
    lms.enter(client, **TRAINER)
    assert list_links(app, "2") == []
    assert set_standing(client, where, person, "taking part") == 303
    assert list_links(app, "2") == ["1"]


def test_work_done_after_a_deferral_is_graded_in_the_later_course_alone(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    lms.enter(client)
    where, person = lms.enter(client, **TRAINER), find_person_id(app, "4")
    assert set_standing(client, where, person, "deferred", **DAY) == 303
    lms.enter(client, **later("91"))
    submit_all(app, "4", "m1-w1")
    programme = app.extensions["programme"]
    week = programme.activities["m1-w1"]
    with app.app_context(), transaction() as session:
        settle_progress(
            session,
            programme=programme,
            person_id=person,
            touched=[week],
            counted=frozenset(list_essential(programme=programme, activity=week)),
            now=utc_now(),
        )
    assert (list_links(app, "2"), list_links(app, "9")) == ([], ["91"])
    assert set_standing(client, where, person, "taking part") == 303
    assert list_links(app, "2") == ["1"]
