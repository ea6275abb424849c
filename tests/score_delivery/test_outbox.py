"""The outbox's rows: put, replaced, released, leased and judged, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.placement.records import Placement
from lti_app.score_delivery.actions import send_again
from lti_app.score_delivery.delivery_rules import Leased, LeaseLimits, Outcome
from lti_app.score_delivery.lease_actions import lease_due, record_outcomes
from lti_app.score_delivery.records import list_cohort_score_states, list_score_states, release_waiting
from lti_app.score_delivery.rules import Score, ScoreState
from lti_app.score_delivery.timing_rules import RetryLimits
from lti_app.score_delivery.verdict_rules import NeedsAPerson, Settled, TryAgain, Why
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import Outbox

LIMITS = LeaseLimits(in_flight=2, batch=2, lease=timedelta(seconds=90))
RETRY = RetryLimits(
    first=timedelta(seconds=15),
    longest=timedelta(hours=1),
    longest_pause=timedelta(minutes=5),
    gives_up_after=timedelta(days=14),
)
LMS = "http://127.0.0.1:1"


@pytest.fixture
def outbox(open_outbox: OpenOutbox) -> Outbox:
    return open_outbox(LMS, people=6)


def lease(
    outbox: Outbox, name: str, *, now: datetime | None = None, limits: LeaseLimits = LIMITS
) -> tuple[Leased, ...]:
    with outbox.app.app_context():
        return lease_due(platform_id=outbox.platform_id, lease=name, limits=limits, now=now or utc_now())


def record(outbox: Outbox, name: str, outcomes: list[Outcome], *, now: datetime | None = None) -> None:
    with outbox.app.app_context():
        record_outcomes(
            outcomes, platform_id=outbox.platform_id, lease=name, limits=RETRY, now=now or utc_now()
        )


def test_the_same_score_again_changes_nothing_and_another_replaces_it(outbox: Outbox) -> None:
    person = outbox.person_ids[0]
    outbox.queue(person, 50)
    first = outbox.row(person)
    outbox.queue(person, 50)
    assert outbox.row(person).version == first.version == 1
    outbox.queue(person, 100)
    row = outbox.row(person)
    assert (row.version, row.given, row.state) == (2, 100, ScoreState.QUEUED)


def test_a_score_that_stands_is_never_lowered(outbox: Outbox) -> None:
    person = outbox.person_ids[0]
    outbox.queue(person, 80)
    (leased,) = lease(outbox, "a")
    record(outbox, "a", [Outcome(leased, Settled())])
    outbox.queue(person, 60)
    row = outbox.row(person)
    assert (row.version, row.given, row.state) == (1, 80, ScoreState.SETTLED)


def test_a_score_without_a_column_waits_visibly_until_one_is_known(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(LMS, placed=False)
    person = outbox.person_ids[0]
    outbox.queue(person, 100)
    with outbox.app.app_context(), read_only() as session:
        (standing,) = list_score_states(session.connection(), person, outbox.cohort_id)
    assert (standing.state, standing.score) == (ScoreState.WAITING, Score(100, 100))
    assert lease(outbox, "a") == ()
    with outbox.app.app_context(), transaction() as session:
        session.get_one(Placement, outbox.placement_id).line_item_url = f"{LMS}/items/m1-w1"
        release_waiting(session, placement_id=outbox.placement_id, now=utc_now())
    assert [one.subject for one in lease(outbox, "a")] == ["1"]


def test_no_more_leases_than_may_be_in_flight_and_no_score_in_two(outbox: Outbox) -> None:
    for person in outbox.person_ids:
        outbox.queue(person, 100)
    batches = [lease(outbox, name) for name in ("a", "b", "c")]
    assert [len(batch) for batch in batches] == [2, 2, 0]
    assert len({one.id for batch in batches for one in batch}) == 4


def test_a_lease_that_ran_out_is_another_s_and_its_late_verdict_counts_for_nothing(outbox: Outbox) -> None:
    person, start = outbox.person_ids[0], utc_now()
    outbox.queue(person, 100)
    (old,) = lease(outbox, "old", now=start + timedelta(seconds=1))
    (new,) = lease(outbox, "new", now=start + timedelta(seconds=100))
    assert new.stamped_at >= old.stamped_at + timedelta(seconds=1)
    record(outbox, "old", [Outcome(old, NeedsAPerson(Why.LATER_MARK))])
    assert outbox.row(person).lease == "new"
    record(outbox, "new", [Outcome(new, Settled())])
    assert outbox.row(person).state is ScoreState.SETTLED


def test_a_score_replaced_in_flight_is_not_sent_beside_the_old_one_but_after_it(outbox: Outbox) -> None:
    person, start = outbox.person_ids[0], utc_now()
    outbox.queue(person, 50)
    (old,) = lease(outbox, "old")
    outbox.queue(person, 100)
    assert lease(outbox, "new", now=start + timedelta(seconds=5)) == ()
    record(outbox, "old", [Outcome(old, Settled())])
    row = outbox.row(person)
    assert (row.state, row.given, row.lease) == (ScoreState.QUEUED, 100, None)
    (new,) = lease(outbox, "new", now=start + timedelta(seconds=5))
    assert (new.score.given, new.version) == (100, 2)


def test_two_scores_within_a_second_are_sent_a_second_apart(outbox: Outbox) -> None:
    person, start = outbox.person_ids[0], utc_now().replace(microsecond=0)
    outbox.queue(person, 50, earned_at=start, now=start)
    (old,) = lease(outbox, "a", now=start)
    record(outbox, "a", [Outcome(old, Settled())], now=start)
    outbox.queue(person, 100, earned_at=start, now=start)
    assert lease(outbox, "b", now=start) == ()
    assert outbox.row(person).due_at == start + timedelta(seconds=1)
    (new,) = lease(outbox, "b", now=start + timedelta(seconds=1))
    assert new.stamped_at == old.stamped_at + timedelta(seconds=1)


def test_after_a_conflict_the_present_instant_is_sent(outbox: Outbox) -> None:
    person, now = outbox.person_ids[0], utc_now()
    outbox.queue(person, 100, earned_at=now - timedelta(days=3))
    (first,) = lease(outbox, "a")
    record(outbox, "a", [Outcome(first, TryAgain(timedelta(0), Why.CONFLICT))])
    (second,) = lease(outbox, "b", now=now + timedelta(seconds=5))
    assert first.stamped_at == (now - timedelta(days=3)).replace(microsecond=0)
    assert second.stamped_at == (now + timedelta(seconds=5)).replace(microsecond=0)
    assert (second.attempt.last_why, second.attempt.repeats) == (Why.CONFLICT, 1)


def test_an_lms_that_does_not_answer_is_left_alone_and_then_tried_with_one_score(outbox: Outbox) -> None:
    for person in outbox.person_ids:
        outbox.queue(person, 100)
    now = utc_now()
    first = lease(outbox, "a", now=now)
    silent = TryAgain(timedelta(seconds=15), Why.NO_ANSWER, whole_lms=True)
    record(outbox, "a", [Outcome(first[0], silent), Outcome(first[1], None)], now=now)
    assert lease(outbox, "b", now=now + timedelta(seconds=14)) == ()
    later = now + timedelta(seconds=16)
    (probe,) = lease(outbox, "b", now=later)
    assert lease(outbox, "c", now=later) == ()
    record(outbox, "b", [Outcome(probe, Settled())], now=later)
    assert len(lease(outbox, "d", now=later)) == 2
    with outbox.app.app_context(), read_only() as session:
        standing = list_cohort_score_states(session.connection(), outbox.cohort_id)
    assert sum(one.state is ScoreState.SETTLED for one in standing) == 1


def test_pauses_grow_while_an_lms_stays_silent_and_what_it_was_asked_for_shows_why(outbox: Outbox) -> None:
    for person in outbox.person_ids:
        outbox.queue(person, 100)
    silent = TryAgain(timedelta(0), Why.NO_ANSWER, whole_lms=True)
    now = utc_now()
    batch, pauses = lease(outbox, "first", now=now), []
    for number in range(4):
        record(outbox, batch[0].lease, [Outcome(batch[0], silent)], now=now)
        paused_at = now
        while not (batch := lease(outbox, f"probe-{number}", now=now)):
            now += timedelta(seconds=5)
        pauses.append((now - paused_at).total_seconds())
    assert pauses == [15, 30, 60, 120]
    with outbox.app.app_context(), read_only() as session:
        assert {one.why for one in list_cohort_score_states(session.connection(), outbox.cohort_id)} == {
            Why.NO_ANSWER
        }


def test_a_trainer_sends_again_what_needs_a_person_and_only_in_the_own_cohort(outbox: Outbox) -> None:
    person, now = outbox.person_ids[0], utc_now()
    outbox.queue(person, 100)
    (one,) = lease(outbox, "a")
    record(outbox, "a", [Outcome(one, NeedsAPerson(Why.NOT_GRADABLE))])
    with outbox.app.app_context():
        assert send_again(score_id=one.id, cohort_id=outbox.cohort_id + 1, now=now) is None
        assert lease(outbox, "b", now=now + timedelta(seconds=5)) == ()
        assert send_again(score_id=one.id, cohort_id=outbox.cohort_id, now=now) == outbox.platform_id
    row = outbox.row(person)
    assert (row.state, row.why, row.attempts) == (ScoreState.QUEUED, None, 0)
    assert len(lease(outbox, "b", now=now + timedelta(seconds=5))) == 1
