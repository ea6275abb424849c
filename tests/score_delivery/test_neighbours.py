"""Councils that share the service: what one LMS answers, however odd, holds up no other council's grades."""

from __future__ import annotations

import pytest
from sqlalchemy import Text, literal, select, update

from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.organisation.records import PlatformRecord, SigningKeyRecord
from lti_app.score_delivery.rules import ScoreState
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, add_council
from tests.score_delivery.scripted_lms import Cell, Reply, ScriptedLms, run_lms
from tests.score_delivery.test_line_items import column

ODD_TOKENS = {
    "a lifetime in milliseconds since 1970": '{"access_token": "a", "expires_in": 1795000000000}',
    "nested without end": "[" * 100_000,
    "a web page": "<html>",
}


@pytest.mark.parametrize("body", ODD_TOKENS.values(), ids=ODD_TOKENS.keys())
def test_an_odd_token_of_one_lms_keeps_no_other_course_from_its_columns(
    open_outbox: OpenOutbox, body: str
) -> None:
    with run_lms(ScriptedLms(token_script=lambda _number: Reply(body=body))) as odd, run_lms() as lms:
        first = open_outbox(odd.url, placed=False)
        second = add_council(first.app, lms.url, "Southtown", placed=False)
        for one in (first, second):
            one.queue(one.person_ids[0], 100)
        lms.line_items = [column(lms, COLUMN, "7")]
        first.jobs.sweep()
    assert lms.grades.keys() == {Cell(COLUMN, "1")}


@pytest.mark.parametrize(
    "oddity", [{"resourceLinkId": "9" * 300}, {"label": "a\x00b"}, {"id": "https://\ud800/"}, {"tag": "\x00"}]
)
def test_a_line_item_that_cannot_be_kept_keeps_no_other_from_its_grades(
    open_outbox: OpenOutbox, oddity: dict[str, str]
) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url, placed=False)
        outbox.queue(outbox.person_ids[0], 100)
        lms.line_items = [column(lms, "m1-w2", "8") | oddity, column(lms, COLUMN, "7")]
        outbox.jobs.sweep()
    assert lms.grades.keys() == {Cell(COLUMN, "1")}


def test_a_council_whose_key_cannot_be_read_holds_up_nobody_else(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        first = open_outbox("http://127.0.0.1:9")
        second = add_council(first.app, lms.url, "Southtown")
        for one in (first, second):
            one.queue(one.person_ids[0], 100)
        with first.app.app_context(), transaction() as session:
            council = select(PlatformRecord.organisation_id).where(PlatformRecord.id == first.platform_id)
            session.execute(
                update(SigningKeyRecord)
                .where(SigningKeyRecord.organisation_id == council.scalar_subquery())
                .values(private_pem=literal("not sealed by any of our keys", Text))
            )
        assert first.jobs.sweep() == 1
    assert lms.grades.keys() == {Cell(COLUMN, "1")}
    assert first.row(first.person_ids[0]).state is ScoreState.QUEUED


def test_a_slow_lms_keeps_a_worker_for_a_turn_and_then_stands_at_the_end_of_the_queue(
    open_outbox: OpenOutbox,
) -> None:
    with run_lms(ScriptedLms(delay=0.45)) as slow, run_lms() as lms:
        first = open_outbox(slow.url, people=8, SCORE_IN_FLIGHT="1", SCORE_TURN="1")
        second = add_council(first.app, lms.url, "Southtown")
        for person_id in first.person_ids:
            first.queue(person_id, 100)
        assert 0 < first.jobs.sweep() < len(first.person_ids)
        second.queue(second.person_ids[0], 100)
        second.jobs.wake(second.platform_id, now=utc_now())
        huey, turns = first.jobs.huey, 0
        while (job := huey.dequeue()) is not None:
            huey.execute(job)
            turns += 1
            assert turns > 1 or len(slow.grades) < len(first.person_ids)
            assert turns < 2 or lms.grades.keys() == {Cell(COLUMN, "1")}
    assert [slow.count_accepted(Cell(COLUMN, str(sub))) for sub in range(1, 9)] == [1] * 8
    assert turns > 2
