"""Scores on their way over HTTP to an LMS that fails in every way it can."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.organisation.records import Deployment, DeploymentState
from lti_app.score_delivery.rules import ScoreState
from lti_app.score_delivery.verdict_rules import Why
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, Outbox
from tests.score_delivery.scripted_lms import Cell, Reply, ScriptedLms, run_lms
from tests.score_delivery.waiting import wait_until

ANN = Cell(COLUMN, "1")


def decide(outbox: Outbox, state: DeploymentState) -> None:
    with outbox.app.app_context(), transaction() as session:
        session.execute(update(Deployment).values(state=state))


def sweep_until_settled(outbox: Outbox) -> None:
    def settled() -> bool:
        outbox.jobs.sweep()
        return set(outbox.count_states()) <= {ScoreState.SETTLED}

    wait_until(settled, what="every score is settled")


def test_a_score_reaches_the_gradebook_once_and_the_row_says_when(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100)
        assert outbox.jobs.sweep() == 1
        assert outbox.jobs.sweep() == 0
    row = outbox.row(outbox.person_ids[0])
    assert (row.state, row.why, row.attempts) == (ScoreState.SETTLED, None, 1)
    assert row.settled_at is not None
    assert lms.grades[ANN][0] == 100
    assert lms.count_accepted(ANN) == 1


def test_nothing_is_signed_for_an_lms_whose_addresses_nobody_has_approved(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100)
        decide(outbox, DeploymentState.SEEN)
        assert outbox.jobs.sweep() == 0
        assert lms.tokens == {}
        decide(outbox, DeploymentState.APPROVED)
        assert outbox.jobs.sweep() == 1
    assert lms.grades[ANN][0] == 100


def test_many_scores_go_side_by_side_but_never_more_than_may_be_in_flight(open_outbox: OpenOutbox) -> None:
    lms = ScriptedLms(delay=0.02)
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=30, SCORE_IN_FLIGHT="3")
        for person in outbox.person_ids:
            outbox.queue(person, 100)
        other = threading.Thread(target=outbox.jobs.sweep)
        other.start()
        sweep_until_settled(outbox)
        other.join()
    assert 2 <= lms.most_at_once <= 3
    assert len(lms.posted) == 30
    assert lms.tokens == {"score": 1}


def test_a_lost_answer_means_a_resend_with_a_later_time(open_outbox: OpenOutbox) -> None:
    lms = ScriptedLms(script=lambda _cell, number: Reply(lost=True) if number < 2 else None)
    with run_lms(lms):
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100, earned_at=utc_now() - timedelta(minutes=1))
        sweep_until_settled(outbox)
    seconds = [one.second for one in lms.posted]
    assert seconds == [seconds[0], seconds[0] + 1, seconds[0] + 2]
    assert lms.grades[ANN] == (100, seconds[-1])


@pytest.mark.parametrize("status", [500, 502, 503, 429, 301])
def test_a_passing_fault_of_the_lms_delays_a_score_and_no_more(open_outbox: OpenOutbox, status: int) -> None:
    headers = (("Retry-After", "0"), ("Location", "/elsewhere"))
    fault = Reply(status, headers=headers, body="<html>")
    lms = ScriptedLms(script=lambda _cell, number: fault if number < 2 else None)
    with run_lms(lms):
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100, earned_at=utc_now() - timedelta(minutes=1))
        sweep_until_settled(outbox)
    assert [one.status for one in lms.posted] == [status, status, 200]


def test_a_page_of_maintenance_takes_no_score_though_its_status_is_200(open_outbox: OpenOutbox) -> None:
    page = Reply(200, body="<!DOCTYPE html><title>Back soon</title>")
    lms = ScriptedLms(script=lambda _cell, number: page if number < 2 else None)
    with run_lms(lms):
        outbox = open_outbox(lms.url)
        outbox.queue(outbox.person_ids[0], 100, earned_at=utc_now() - timedelta(minutes=1))
        outbox.jobs.sweep()
        assert outbox.row(outbox.person_ids[0]).why == Why.WEB_PAGE
        sweep_until_settled(outbox)
    assert lms.grades[ANN][0] == 100


def test_a_token_that_the_lms_has_dropped_is_renewed_once(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url, people=2)
        outbox.queue(outbox.person_ids[0], 100)
        outbox.jobs.sweep()
        lms.forget_tokens()
        outbox.queue(outbox.person_ids[1], 100)
        outbox.jobs.sweep()
    assert outbox.count_states() == {ScoreState.SETTLED: 2}
    assert lms.tokens["score"] == 2


def test_an_lms_that_refuses_the_tool_is_asked_rarely_and_its_rows_say_why(open_outbox: OpenOutbox) -> None:
    lms = ScriptedLms(token_script=lambda _number: Reply(400, body='{"error" : ""kid" invalid"}'))
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=20, SCORE_FIRST_RETRY="30", SCORE_LONGEST_PAUSE="60")
        for person in outbox.person_ids:
            outbox.queue(person, 100)
        for _ in range(5):
            outbox.jobs.sweep()
    assert sum(lms.tokens.values()) <= 4
    assert lms.posted == []
    assert Why.NOT_LET_IN in {outbox.row(person).why for person in outbox.person_ids}


def test_an_lms_that_was_down_gets_every_score_once_when_it_is_back(open_outbox: OpenOutbox) -> None:
    with run_lms() as lms:
        url = lms.url
    outbox = open_outbox(url, people=20)
    for person in outbox.person_ids:
        outbox.queue(person, 100)
    outbox.jobs.sweep()
    assert outbox.count_states() == {ScoreState.QUEUED: 20}
    with run_lms(port=int(url.rsplit(":", 1)[1])) as back:
        sweep_until_settled(outbox)
    assert len(back.posted) == 20


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(400, reason='Incorrect score received{"userId": "1"}'), Why.NOT_GRADABLE),
        (Reply(404), Why.NO_COLUMN),
        (Reply(403, reason="Invalid LTI id supplied."), Why.NO_COLUMN),
        (Reply(500, body="[]"), Why.LOCKED),
    ],
)
def test_what_only_a_person_can_change_ends_with_a_person(
    open_outbox: OpenOutbox, reply: Reply, why: Why
) -> None:
    lms = ScriptedLms(script=lambda _cell, _number: reply)
    with run_lms(lms):
        outbox = open_outbox(lms.url)
        person = outbox.person_ids[0]
        outbox.queue(person, 100, earned_at=utc_now() - timedelta(minutes=1))

        def needs_a_person() -> bool:
            outbox.jobs.sweep()
            return outbox.row(person).state is ScoreState.NEEDS_A_PERSON

        wait_until(needs_a_person, what="the score needs a person")
    assert outbox.row(person).why == why


def test_a_grade_that_the_lms_holds_from_earlier_is_replaced_at_the_second_attempt(
    open_outbox: OpenOutbox,
) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        now = utc_now()
        lms.hold(ANN, given=40, second=int((now - timedelta(minutes=1)).timestamp()))
        outbox.queue(outbox.person_ids[0], 100, earned_at=now - timedelta(days=1))
        sweep_until_settled(outbox)
    assert [one.status for one in lms.posted] == [409, 200]
    assert lms.grades[ANN][0] == 100


@pytest.mark.parametrize(
    ("given", "state", "why"),
    [(100, ScoreState.SETTLED, None), (40, ScoreState.NEEDS_A_PERSON, Why.LATER_MARK)],
)
def test_a_mark_from_the_future_is_ours_or_a_person_s_business(
    open_outbox: OpenOutbox, given: int, state: ScoreState, why: Why | None
) -> None:
    with run_lms() as lms:
        outbox = open_outbox(lms.url)
        person, now = outbox.person_ids[0], utc_now()
        lms.hold(ANN, given=given, second=int((now + timedelta(hours=1)).timestamp()))
        outbox.queue(person, 100, earned_at=now - timedelta(minutes=1))

        def ended() -> bool:
            outbox.jobs.sweep()
            return outbox.row(person).state is not ScoreState.QUEUED

        wait_until(ended, what="the score is judged")
    row = outbox.row(person)
    assert (row.state, row.why) == (state, why)
    assert [one.status for one in lms.posted] == [409, 409]
    assert max(one.second for one in lms.posted) <= utc_now().timestamp()


def test_a_score_that_cannot_be_sent_does_not_keep_others_from_it(open_outbox: OpenOutbox) -> None:
    def script(cell: Cell, _number: int) -> Reply | None:
        return Reply(502, body="<html>") if cell == ANN else None

    lms = ScriptedLms(script=script)
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=5, SCORE_IN_FLIGHT="1")
        for person in outbox.person_ids:
            outbox.queue(person, 100)
        outbox.jobs.sweep()
    assert outbox.count_states() == {ScoreState.QUEUED: 1, ScoreState.SETTLED: 4}
    assert outbox.row(outbox.person_ids[0]).why == Why.LMS_FAULT


def test_a_redirect_never_takes_a_score_or_its_token_elsewhere(open_outbox: OpenOutbox) -> None:
    with run_lms() as elsewhere:
        location = f"{elsewhere.url}/items/{COLUMN}/scores"
        lms = ScriptedLms(script=lambda _cell, _number: Reply(307, headers=(("Location", location),)))
        with run_lms(lms):
            outbox = open_outbox(lms.url, SCORE_FIRST_RETRY="30")
            outbox.queue(outbox.person_ids[0], 100)
            outbox.jobs.sweep()
    assert elsewhere.posted == []
    assert outbox.row(outbox.person_ids[0]).why == Why.REDIRECTED
