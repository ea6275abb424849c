"""Columns that the LMS made and nobody has launched yet: found by listing, and filled with what stands."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from lti_app.activity.records import CompletionRecord, Question, Submission
from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort
from lti_app.database import read_only, transaction
from lti_app.gate.rules import list_essential
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, Outbox
from tests.score_delivery.scripted_lms import Cell, Reply, ScriptedLms, run_lms
from tests.score_delivery.waiting import wait_until


def column(lms: ScriptedLms, key: str, link: str, tag: str = "completion") -> dict[str, object]:
    return {
        "id": f"{lms.url}/items/{key}?type_id=1",
        "label": key,
        "resourceLinkId": link,
        "resourceId": key,
        "tag": tag,
    }


def complete(outbox: Outbox, person_id: int, key: str) -> None:
    programme, now = outbox.jobs.outward.programme, utc_now()
    activity = programme.find_activity(key)
    assert activity is not None
    with outbox.app.app_context(), transaction() as session:
        session.add(Question(digest=f"{key}-{person_id}", text="?"))
        session.flush()
        for ref in list_essential(programme=programme, activity=activity):
            session.add(
                Submission(
                    person_id=person_id,
                    cohort_id=outbox.cohort_id,
                    activity_key=ref.activity,
                    task_key=ref.task,
                    number=1,
                    answers="{}",
                    question_digest=f"{key}-{person_id}",
                    pack_version="1",
                    submitted_at=now,
                )
            )
        session.add(CompletionRecord(person_id=person_id, activity_key=key, completed_at=now))


def test_a_week_placed_after_it_was_done_gets_its_grade_without_a_launch(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url, people=2)
        lms.line_items = [column(lms, "m1-w2", "9")]
        complete(outbox, outbox.person_ids[0], "m1-w2")
        outbox.jobs.sweep()
        assert lms.grades.keys() == {Cell("m1-w2", "1")}
        outbox.jobs.sweep()
        assert lms.listings == 1
    with outbox.app.app_context(), read_only() as session:
        placement = session.scalars(select(Placement).where(Placement.resource_link_id == "9")).one()
        assert (placement.activity_key, placement.title) == ("m1-w2", "m1-w2")


def test_a_waiting_score_goes_as_soon_as_its_column_is_listed(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url, placed=False)
        outbox.queue(outbox.person_ids[0], 100)
        outbox.jobs.sweep()
        assert outbox.count_states() == {ScoreState.WAITING: 1}
        lms.line_items = [column(lms, COLUMN, "7")]
        outbox.jobs.sweep()
        assert outbox.count_states() == {ScoreState.SETTLED: 1}


@pytest.mark.parametrize("tag", ["grade", ""])
def test_a_column_that_is_not_for_completion_makes_no_placement(open_outbox: OpenOutbox, tag: str) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        lms.line_items = [column(lms, "m1-w2", "9", tag)]
        complete(outbox, outbox.person_ids[0], "m1-w2")
        outbox.jobs.sweep()
    with outbox.app.app_context(), read_only() as session:
        assert session.scalar(select(Placement.id).where(Placement.resource_link_id == "9")) is None


def test_a_column_made_anew_gets_the_scores_of_the_old_one(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100)
        outbox.jobs.sweep()
        lms.line_items = [column(lms, COLUMN, "7") | {"id": f"{lms.url}/items/anew"}]
        complete(outbox, outbox.person_ids[0], "m1-w2")

        def arrived() -> bool:
            outbox.jobs.sweep()
            return Cell("anew", "1") in lms.grades

        wait_until(arrived, what="the new column has the score")


def test_an_lms_that_cannot_list_is_not_asked_again_at_once(open_outbox: OpenOutbox) -> None:
    lms = ScriptedLms(token_script=lambda _number: Reply(400))
    with run_lms(lms):
        outbox = open_outbox(lms.url, placed=False, LINE_ITEMS_REFRESH_AFTER="300")
        outbox.queue(outbox.person_ids[0], 100)
        for _ in range(3):
            outbox.jobs.sweep()
        assert sum(lms.tokens.values()) == 1
        with outbox.app.app_context(), transaction() as session:
            session.execute(update(Cohort).values(line_items_listed_at=None))
        outbox.jobs.sweep()
        assert sum(lms.tokens.values()) == 2
    with outbox.app.app_context(), read_only() as session:
        assert session.scalars(select(ScoreRow.state)).all() == [ScoreState.WAITING]
