"""When a score is sent or tried again, over every kind of clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.score_delivery.timing_rules import decide_timestamp, decide_wait, read_retry_after

NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
instants = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis wants its bounds plain
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SECOND = timedelta(seconds=1)


def test_a_first_score_carries_the_second_in_which_the_work_was_done() -> None:
    earned_at = NOON - timedelta(minutes=5, microseconds=-250_000)
    assert decide_timestamp(now=NOON, earned_at=earned_at, last_stamped=None) == NOON - timedelta(minutes=5)


@given(now=instants, earned_at=instants, last=st.none() | instants)
def test_a_timestamp_is_whole_later_than_the_last_and_in_the_future_only_to_be_waited_for(
    now: datetime, earned_at: datetime, last: datetime | None
) -> None:
    stamp = decide_timestamp(now=now, earned_at=earned_at, last_stamped=last)
    assert stamp.microsecond == 0
    assert last is None or stamp >= last.replace(microsecond=0) + SECOND
    assert stamp <= now or (last is not None and stamp == last.replace(microsecond=0) + SECOND)


@given(earned_at=instants, wait=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1)))
def test_a_score_that_had_to_wait_for_its_timestamp_may_then_be_sent_with_it(
    earned_at: datetime, wait: timedelta
) -> None:
    stamp = decide_timestamp(now=earned_at, earned_at=earned_at, last_stamped=earned_at + wait)
    assert decide_timestamp(now=stamp, earned_at=earned_at, last_stamped=earned_at + wait) == stamp


@given(failures=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_waits_double_up_to_the_longest_and_spread_over_their_upper_half(
    failures: int, chance: float
) -> None:
    first, longest = timedelta(seconds=15), timedelta(hours=1)
    wait = decide_wait(failures=failures, chance=chance, first=first, longest=longest)
    whole = min(first * 2 ** min(failures - 1, 20), longest)
    assert whole / 2 <= wait <= whole


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("Sat, 21 Nov 2026 12:01:30 GMT", timedelta(seconds=90)),
        ("Sat, 21 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("\u0663", None),
        ("9" * 400, timedelta(seconds=10**8)),
        ("Sat, 21 Nov 99999999999 12:01:30 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_of_its_forms(header: str | None, wait: timedelta) -> None:
    assert read_retry_after(header, now=NOON) == wait
