"""How times, numbers and lengths are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lti_app.web.filters import (
    write_clock_time,
    write_count,
    write_length,
    write_moment,
    write_number,
    write_when,
)

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 21, 14, 5, tzinfo=UTC), "14:05 today"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), "00:00 today"),
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), "23:59 yesterday"),
        (datetime(2026, 11, 19, 9, 5, tzinfo=UTC), "19 November 2026 at 09:05"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "1 July 2026 at 13:00"),
    ],
)
def test_an_instant_is_told_as_london_tells_it(at: datetime, words: str) -> None:
    assert write_moment(at, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 21, 14, 5, tzinfo=UTC), "at 14:05 today"),
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), "at 23:59 yesterday"),
        (datetime(2026, 11, 19, 9, 5, tzinfo=UTC), "on 19 November 2026 at 09:05"),
    ],
)
def test_an_instant_after_a_verb_reads_as_a_person_says_it(at: datetime, words: str) -> None:
    assert write_when(at, now=NOW) == words


def test_today_begins_at_midnight_in_london_and_not_in_utc() -> None:
    now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert write_moment(datetime(2026, 7, 1, 23, 10, tzinfo=UTC), now=now) == "00:10 today"
    assert write_moment(datetime(2026, 7, 1, 22, 50, tzinfo=UTC), now=now) == "23:50 yesterday"


def test_a_time_of_day_is_that_of_london() -> None:
    assert write_clock_time(datetime(2026, 7, 1, 23, 10, tzinfo=UTC)) == "00:10"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "none"), (1, "one"), (9, "nine"), (10, "10"), (12345, "12,345")]
)
def test_small_numbers_are_words(number: int, words: str) -> None:
    assert write_number(number) == words


def test_a_noun_follows_its_number() -> None:
    assert write_count(1, "task") == "1 task"
    assert write_count(0, "task") == "0 tasks"
    assert write_count(2, "activity", "activities") == "2 activities"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_a_length_of_time_is_told_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert write_length(minutes) == words
