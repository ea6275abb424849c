"""What each answer to a score means: Moodle's whole table, and what stands between us and Moodle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.score_delivery.rules import Score, decide_higher
from lti_app.score_delivery.timing_rules import RetryLimits
from lti_app.score_delivery.verdict_rules import (
    LOCKED_TRIES,
    REFUSED_TRIES,
    Attempt,
    NeedsAPerson,
    ReadBack,
    Settled,
    TryAgain,
    Verdict,
    Why,
    judge_failure,
    judge_response,
    judge_result,
    name_token_trouble,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LIMITS = RetryLimits(
    first=timedelta(seconds=15),
    longest=timedelta(hours=1),
    longest_pause=timedelta(minutes=5),
    gives_up_after=timedelta(days=14),
)
FIRST = Attempt(number=1, queued_at=NOON, last_why=None, repeats=0)


def judge(
    status: int,
    *,
    reason: str = "",
    body: str = "[]",
    retry_after: timedelta | None = None,
    attempt: Attempt = FIRST,
    now: datetime = NOON,
    chance: float = 1.0,
) -> Verdict | ReadBack:
    return judge_response(
        status=status,
        reason=reason,
        body=body,
        retry_after=retry_after,
        attempt=attempt,
        limits=LIMITS,
        chance=chance,
        now=now,
    )


def after(why: Why | None, repeats: int) -> Attempt:
    return Attempt(number=repeats + 1, queued_at=NOON, last_why=why, repeats=repeats)


@pytest.mark.parametrize(
    ("status", "reason", "body", "verdict"),
    [
        (200, "OK", "", Settled()),
        (201, "", "", Settled()),
        (204, "", "", Settled()),
        (200, "OK", "<br />\n<b>Notice</b>: shown by debugging", Settled()),
        (
            200,
            "OK",
            "\n<!DOCTYPE html><title>Back soon",
            TryAgain(LIMITS.first, Why.WEB_PAGE, whole_lms=True),
        ),
        (200, "OK", "<HTML lang=en>", TryAgain(LIMITS.first, Why.WEB_PAGE, whole_lms=True)),
        (400, 'Incorrect score received{"userId": "3"}', "[]", NeedsAPerson(Why.NOT_GRADABLE)),
        (400, "No handler found", "{}", NeedsAPerson(Why.NOT_ACCEPTED)),
        (401, "Unauthorized", "{}", TryAgain(LIMITS.first, Why.NOT_ALLOWED)),
        (403, "Invalid LTI id supplied.", "{}", NeedsAPerson(Why.NO_COLUMN)),
        (404, "Not Found: Grade item 8 doesn't exist", "{}", NeedsAPerson(Why.NO_COLUMN)),
        (409, "Refusing score with an earlier timestamp", "[]", TryAgain(timedelta(0), Why.CONFLICT)),
        (415, "", "", NeedsAPerson(Why.NOT_ACCEPTED)),
        (429, "", "", TryAgain(LIMITS.first, Why.BUSY, whole_lms=True)),
        (500, "Internal Server Error", "[]", TryAgain(LIMITS.longest, Why.LOCKED)),
        (500, "Internal Server Error", " [ ]\n", TryAgain(LIMITS.longest, Why.LOCKED)),
        (500, "Internal Server Error", "<html>", TryAgain(LIMITS.first, Why.LMS_FAULT)),
        (502, "Bad Gateway", "<html>", TryAgain(LIMITS.first, Why.LMS_FAULT)),
        (503, "", "", TryAgain(LIMITS.first, Why.LMS_FAULT, whole_lms=True)),
        (302, "Found", "", TryAgain(LIMITS.first, Why.REDIRECTED)),
        (408, "", "", TryAgain(LIMITS.first, Why.NO_ANSWER)),
    ],
)
def test_each_answer_to_a_first_attempt_has_its_verdict(
    status: int, reason: str, body: str, verdict: Verdict
) -> None:
    assert judge(status, reason=reason, body=body) == verdict


def test_a_second_conflict_in_a_row_asks_for_the_result_itself() -> None:
    assert judge(409, attempt=after(Why.CONFLICT, 1)) == ReadBack()


def test_a_conflict_after_another_trouble_is_a_first_one() -> None:
    assert judge(409, attempt=after(Why.NO_ANSWER, 3)) == TryAgain(timedelta(0), Why.CONFLICT)


@pytest.mark.parametrize(
    ("status", "why", "tries"),
    [
        (500, Why.LOCKED, LOCKED_TRIES),
        (401, Why.NOT_ALLOWED, REFUSED_TRIES),
        (307, Why.REDIRECTED, REFUSED_TRIES),
    ],
)
def test_what_only_a_person_can_change_is_tried_a_few_times_and_then_shown(
    status: int, why: Why, tries: int
) -> None:
    assert isinstance(judge(status, attempt=after(why, tries - 2)), TryAgain)
    assert judge(status, attempt=after(why, tries - 1)) == NeedsAPerson(why)


def test_an_lms_with_a_fault_is_tried_until_the_time_is_up_and_then_shown() -> None:
    attempt = after(Why.LMS_FAULT, 500)
    assert judge(502, attempt=attempt, now=NOON + timedelta(days=13)) == TryAgain(
        LIMITS.longest, Why.LMS_FAULT
    )
    assert judge(502, attempt=attempt, now=NOON + timedelta(days=14)) == NeedsAPerson(Why.LMS_FAULT)


def test_the_wait_that_an_lms_asks_for_is_kept_up_to_the_longest() -> None:
    asked = timedelta(minutes=10)
    assert judge(429, retry_after=asked) == TryAgain(asked, Why.BUSY, whole_lms=True, asked=asked)
    whole = TryAgain(LIMITS.longest, Why.LMS_FAULT, whole_lms=True, asked=LIMITS.longest)
    assert judge(503, retry_after=timedelta(days=9)) == whole
    assert judge(429, retry_after=timedelta(0)) == TryAgain(LIMITS.first, Why.BUSY, True, timedelta(0))


@pytest.mark.parametrize("why", [Why.NO_ANSWER, Why.NOT_LET_IN, Why.BUSY, Why.LMS_FAULT])
def test_silence_is_the_whole_lms_s_trouble(why: Why) -> None:
    verdict = judge_failure(why=why, retry_after=None, attempt=FIRST, limits=LIMITS, chance=0.0, now=NOON)
    assert verdict == TryAgain(LIMITS.first / 2, why, whole_lms=True)


@pytest.mark.parametrize("why", [Why.OUR_FAULT, Why.ADDRESS_REFUSED])
def test_our_own_trouble_with_one_score_leaves_the_lms_alone(why: Why) -> None:
    verdict = judge_failure(why=why, retry_after=None, attempt=FIRST, limits=LIMITS, chance=1.0, now=NOON)
    assert verdict == TryAgain(LIMITS.first, why, whole_lms=False)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, Why.NOT_LET_IN),
        (401, Why.NOT_LET_IN),
        (200, Why.LMS_FAULT),
        (302, Why.NOT_LET_IN),
        (429, Why.BUSY),
        (500, Why.LMS_FAULT),
    ],
)
def test_a_refused_token_says_why(status: int, why: Why) -> None:
    assert name_token_trouble(status=status) == why


@pytest.mark.parametrize(
    ("held", "shown", "verdict"),
    [
        ((100.0, 100.0), True, Settled()),
        ((60.0, 60.0), True, Settled()),
        ((99.0, 100.0), True, NeedsAPerson(Why.LATER_MARK)),
        ((0.0, 0.0), True, NeedsAPerson(Why.LATER_MARK)),
        (None, True, NeedsAPerson(Why.LATER_MARK)),
        (None, False, NeedsAPerson(Why.LATER_MARK_HIDDEN)),
    ],
)
def test_the_result_read_back_settles_only_what_is_ours(
    held: tuple[float, float] | None, shown: bool, verdict: Verdict
) -> None:
    assert judge_result(held=held, shown=shown, score=Score(100, 100)) == verdict


@given(
    status=st.integers(100, 599),
    reason=st.text(max_size=40),
    body=st.text(max_size=40) | st.just("[]"),
    why=st.none() | st.sampled_from(list(Why)),
    repeats=st.integers(0, 50),
    waited=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)),
    chance=st.floats(0, 1),
)
def test_every_answer_has_a_verdict_and_none_waits_for_longer_than_the_longest(
    status: int, reason: str, body: str, why: Why, repeats: int, waited: timedelta, chance: float
) -> None:
    attempt = after(why, repeats)
    verdict = judge(status, reason=reason, body=body, attempt=attempt, now=NOON + waited, chance=chance)
    assert isinstance(verdict, Settled) == (200 <= status < 300)
    if isinstance(verdict, TryAgain):
        assert timedelta(0) <= verdict.after <= LIMITS.longest
        assert waited < LIMITS.gives_up_after


@pytest.mark.parametrize(
    ("one", "other", "higher"),
    [
        (None, None, None),
        (Score(5, 10), None, Score(5, 10)),
        (None, Score(5, 10), Score(5, 10)),
        (Score(5, 10), Score(60, 100), Score(60, 100)),
        (Score(5, 10), Score(40, 100), Score(5, 10)),
        (Score(5, 10), Score(50, 100), Score(5, 10)),
    ],
)
def test_the_higher_of_two_scores_is_the_greater_share(
    one: Score | None, other: Score | None, higher: Score | None
) -> None:
    assert decide_higher(one, other) == higher
