"""A link that changes in the course: another column, another activity, another grading, with scores of it about."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from lti_app.score_delivery.verdict_rules import Why
from tests.builders import AGS, CLAIM, TestLms
from tests.cohort.evidence import submit_all
from tests.placement.test_placements import TRAINER, find_link, post

OTHER = {CLAIM + "resource_link": {"id": "50", "title": "Another week"}}


def with_column(address: str) -> dict[str, Any]:
    """What a launch says of its column."""
    return {
        AGS: {
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
            "lineitem": f"https://moodle.example.org/{address}",
        }
    }


def list_scores(app: Flask) -> list[tuple[int, ScoreState]]:
    with app.app_context(), read_only() as session:
        rows = session.scalars(select(ScoreRow).order_by(ScoreRow.id))
        return [(row.given, row.state) for row in rows]


def end_all(app: Flask, state: ScoreState, why: Why | None = None) -> None:
    """As if every score had been sent, and this had come of it."""
    with app.app_context(), transaction() as session:
        session.execute(update(ScoreRow).values(state=state, why=why, stamped_at=utc_now()))


def do_week_one(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    """Ana has done week one, and its link has had its grade queued."""
    lms.enter(client, activity="m1-w2", **OTHER)
    submit_all(app, "4", "m1-w1")
    lms.enter(client, **with_column("li/1?type_id=1"))
    assert list_scores(app) == [(100, ScoreState.QUEUED)]


def test_a_column_made_anew_gets_the_grades_of_the_old_one_at_the_next_launch(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    for state, why in ((ScoreState.SETTLED, None), (ScoreState.NEEDS_A_PERSON, Why.NO_COLUMN)):
        end_all(app, state, why)
        lms.enter(client, **with_column("li/2?type_id=1" if why is None else "li/3?type_id=1"))
        assert list_scores(app) == [(100, ScoreState.QUEUED)]


def test_the_same_column_under_another_query_sends_nothing_again(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    end_all(app, ScoreState.SETTLED)
    lms.enter(client, **with_column("li/1"))
    assert list_scores(app) == [(100, ScoreState.SETTLED)]


def test_a_link_that_opens_another_week_now_sends_no_grade_of_the_old_one(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    lms.enter(client, activity="m1-w2", **with_column("li/1?type_id=1"))
    assert list_scores(app) == []


def test_a_week_is_graded_in_a_link_that_had_sent_another_weeks_grade_before(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    do_week_one(app, client, lms)
    end_all(app, ScoreState.SETTLED)
    submit_all(app, "4", "m1-w2")
    lms.enter(client, activity="m1-w2", **with_column("li/1?type_id=1"))
    assert (100, ScoreState.QUEUED) in list_scores(app)


def part_done(app: Flask, client: FlaskClient, lms: TestLms, grading: str) -> str:
    """Ana has done a part of week two, whose link says in the course what it reports; a trainer's visit."""
    lms.enter(client)
    submit_all(app, "4", "m1-w2-vignettes")
    relaunch(client, lms, grading)
    return lms.enter(client, **TRAINER)


def relaunch(client: FlaskClient, lms: TestLms, grading: str) -> None:
    lms.enter(client, **OTHER, **{CLAIM + "custom": {"activity": "m1-w2", "grading": grading}})


def test_what_a_link_reports_is_followed_when_the_course_changes_it(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    part_done(app, client, lms, "completion")
    assert list_scores(app) == []
    relaunch(client, lms, "progress")
    ((given, _),) = list_scores(app)
    assert 0 < given < 100
    relaunch(client, lms, "completion")
    assert list_scores(app) == []


@pytest.mark.parametrize("grading", ["completion", "none"])
def test_a_part_score_that_the_gradebook_has_not_taken_is_not_sent_where_it_is_not_reported_any_more(
    app: Flask, client: FlaskClient, lms: TestLms, grading: str
) -> None:
    where = part_done(app, client, lms, "progress")
    # It was tried, in vain: the trainer's change must not be overtaken by the next try.
    end_all(app, ScoreState.QUEUED, Why.NO_ANSWER)
    number = find_link(app, "50").id
    post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading=grading)
    assert list_scores(app) == []


@pytest.mark.parametrize("grading", ["completion", "none"])
def test_a_part_score_that_the_gradebook_has_taken_stays_there(
    app: Flask, client: FlaskClient, lms: TestLms, grading: str
) -> None:
    where = part_done(app, client, lms, "progress")
    end_all(app, ScoreState.SETTLED)
    number = find_link(app, "50").id
    post(client, f"{where}/placements/{number}/grading", f"{where}/placements", grading=grading)
    assert [state for _, state in list_scores(app)] == [ScoreState.SETTLED]
