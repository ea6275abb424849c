"""Columns are found before they are made, one reservation for each link, and only where somebody chose grading."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from lti_app.clock import utc_now
from lti_app.cohort.records import hold_cohorts_of
from lti_app.cohort.role_rules import Role
from lti_app.database import read_only, transaction
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.score_delivery.column_actions import record_column, reserve_column
from lti_app.score_delivery.records import ScoreRow, queue_score
from lti_app.score_delivery.rules import Score, ScoreState
from tests.databases import postgres_url
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import Outbox, make_outbox
from tests.score_delivery.waiting import wait_until


@pytest.fixture
def outbox(open_outbox: OpenOutbox) -> Outbox:
    """A link without a column, where something earned waits."""
    made = open_outbox("http://127.0.0.1:9", placed=False)
    now = utc_now()
    with made.app.app_context(), transaction() as session:
        placement = session.get_one(Placement, made.placement_id)
        placement.activity_key, placement.grading_in_link = "m1-w1", Grading.COMPLETION
        queue_score(
            session,
            placement=placement,
            person_id=made.person_ids[0],
            platform_id=made.platform_id,
            score=Score(100, 100),
            earned_at=now,
            now=now,
        )
    return made


def test_one_worker_reserves_a_column_and_others_wait(outbox: Outbox) -> None:
    now, programme = utc_now(), outbox.app.extensions["programme"]
    with outbox.app.app_context():
        missing = reserve_column(cohort_id=outbox.cohort_id, programme=programme, now=now)
        assert missing is not None
        assert (missing.wanted.resource_id, missing.wanted.tag, missing.wanted.maximum) == (
            "m1-w1",
            "completion",
            100,
        )
        assert reserve_column(cohort_id=outbox.cohort_id, programme=programme, now=now) is None
        later = now + timedelta(minutes=11)
        assert reserve_column(cohort_id=outbox.cohort_id, programme=programme, now=later) is not None


def test_a_column_lets_the_waiting_scores_go_and_is_given_once(outbox: Outbox) -> None:
    now = utc_now()
    with outbox.app.app_context():
        assert record_column(placement_id=outbox.placement_id, line_item_url="https://lms/1", now=now)
        assert not record_column(placement_id=outbox.placement_id, line_item_url="https://lms/2", now=now)
        with transaction() as session:
            assert session.get_one(Placement, outbox.placement_id).line_item_url == "https://lms/1"
            assert [row.state for row in session.query(ScoreRow)] == [ScoreState.QUEUED]


@pytest.mark.parametrize("grading", [None, Grading.NONE])
def test_where_nobody_chose_grading_no_column_is_made(outbox: Outbox, grading: Grading | None) -> None:
    with outbox.app.app_context():
        with transaction() as session:
            session.get_one(Placement, outbox.placement_id).grading_in_link = grading
        programme = outbox.app.extensions["programme"]
        assert reserve_column(cohort_id=outbox.cohort_id, programme=programme, now=utc_now()) is None


@pytest.mark.postgres
def test_a_score_earned_while_its_column_is_made_does_not_wait_for_it_for_ever(
    tmp_path: Path,
    postgres_server: None,
) -> None:
    outbox = make_outbox(tmp_path, postgres_url(), "http://127.0.0.1:9", placed=False)
    person, now = outbox.person_ids[0], utc_now()

    def record() -> None:
        with outbox.app.app_context():
            record_column(placement_id=outbox.placement_id, line_item_url="http://127.0.0.1:9/li", now=now)

    recording = threading.Thread(target=record)
    with outbox.app.app_context(), transaction() as session:
        hold_cohorts_of(session, person, role=Role.PARTICIPANT)
        placement = session.get_one(Placement, outbox.placement_id)
        recording.start()
        wait_until(
            lambda: is_anyone_waiting() or not recording.is_alive(), what="the column is being recorded"
        )
        queue_score(
            session,
            placement=placement,
            person_id=person,
            platform_id=outbox.platform_id,
            score=Score(100, 100),
            earned_at=now,
            now=now,
        )
    recording.join(timeout=20)
    assert outbox.count_states() == {ScoreState.QUEUED: 1}
    outbox.close()


def is_anyone_waiting() -> bool:
    """Whether another connection waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with read_only() as session:
        return bool(session.scalar(waiting))
