"""A trainer changes a link, and a participant submits, in the same moment: neither breaks the other off."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from lti_app.activity.evidence_records import lock_person
from lti_app.clock import utc_now
from lti_app.cohort.records import hold_cohorts_of
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.placement.settling_actions import Settled, set_grading
from lti_app.score_delivery.records import queue_score
from lti_app.score_delivery.rules import Score
from tests.builders import make_app, make_lms, make_settings
from tests.cohort.evidence import find_person_id, submit_all
from tests.databases import postgres_url
from tests.placement.test_link_changes import list_scores
from tests.placement.test_placements import find_link
from tests.score_delivery.test_columns import is_anyone_waiting
from tests.score_delivery.waiting import wait_until

pytestmark = pytest.mark.postgres


@pytest.fixture
def app(tmp_path: Path, postgres_server: None) -> Iterator[Flask]:
    """The service on PostgreSQL; Ana has opened week one's link."""
    with make_app(make_settings(tmp_path, DATABASE_URL=postgres_url())) as made, make_lms(made) as lms:
        lms.register()
        lms.enter(made.test_client())
        yield made


def begin_choosing(app: Flask, threads: ThreadPoolExecutor, placement: Placement) -> Future[Settled]:
    """A trainer's choice in another thread, which has come as far as it can."""

    def choose() -> Settled:
        with app.app_context():
            return set_grading(
                cohort_id=placement.cohort_id,
                placement_id=placement.id,
                grading=Grading.PROGRESS,
                programme=app.extensions["programme"],
                now=utc_now(),
            )

    chosen = threads.submit(choose)
    wait_until(lambda: chosen.done() or is_anyone_waiting(), what="the trainer has chosen, or waits")
    return chosen


def test_who_is_just_earning_in_the_link_is_waited_for(app: Flask) -> None:
    placement, person = find_link(app, "1"), find_person_id(app, "4")
    with ThreadPoolExecutor() as threads:
        with app.app_context(), transaction() as session:
            hold_cohorts_of(session, person, role=Role.PARTICIPANT)
            chosen = begin_choosing(app, threads, placement)
            queue_score(
                session,
                placement=placement,
                person_id=person,
                platform_id=1,
                score=Score(100, 100),
                earned_at=utc_now(),
                now=utc_now(),
            )
        chosen.result(timeout=20)
    assert [given for given, _ in list_scores(app)] == [100]


def test_a_grade_is_queued_for_somebody_who_is_just_submitting(app: Flask) -> None:
    placement, person = find_link(app, "1"), find_person_id(app, "4")
    submit_all(app, "4", "m1-w1")
    with ThreadPoolExecutor() as threads:
        with app.app_context(), transaction() as session:
            lock_person(session, person)
            chosen = begin_choosing(app, threads, placement)
            hold_cohorts_of(session, person, role=Role.PARTICIPANT)
        chosen.result(timeout=20)
    assert [given for given, _ in list_scores(app)] == [100]
