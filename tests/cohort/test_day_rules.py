"""Which day it is in London, and how a day is written."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lti_app.cohort.day_rules import london_day, write_day


def test_a_day_is_that_of_the_calendar_in_london() -> None:
    assert london_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert london_day(datetime(2026, 12, 30, 23, 30, tzinfo=UTC)) == date(2026, 12, 30)


def test_a_day_is_written_in_full_and_an_instant_counts_as_its_day_in_london() -> None:
    assert write_day(date(2026, 3, 1)) == "1 March 2026"
    assert write_day(datetime(2026, 7, 1, 23, 10, tzinfo=UTC)) == "2 July 2026"
