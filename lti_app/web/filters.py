"""How times, numbers and lengths are written in templates: London time, UK English."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from lti_app.clock import utc_now
from lti_app.cohort.day_rules import LONDON, write_day

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MINUTES_AN_HOUR = 60


def write_moment(at: datetime, *, now: datetime) -> str:
    """An instant as a person says it: "14:05 today", "14:05 yesterday", "21 November 2026 at 14:05"."""
    there = at.astimezone(LONDON)
    today = now.astimezone(LONDON).date()
    if there.date() == today:
        return f"{there:%H:%M} today"
    if there.date() == today - timedelta(days=1):
        return f"{there:%H:%M} yesterday"
    return f"{write_day(there.date())} at {there:%H:%M}"


def write_when(at: datetime, *, now: datetime) -> str:
    """The same where it follows a verb: "sent at 14:05 today", "sent on 21 November 2026 at 14:05"."""
    words = write_moment(at, now=now)
    return f"at {words}" if words.endswith((" today", " yesterday")) else f"on {words}"


def write_clock_time(at: datetime) -> str:
    """The time of day in London: "14:05"."""
    return f"{at.astimezone(LONDON):%H:%M}"


def write_number(number: int) -> str:
    """A small number as a word, from "none" to "nine"; any other in figures, thousands apart."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def write_count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 task", "3 tasks"; `many` where an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def write_length(minutes: int) -> str:
    """A length of time: "45 minutes", "1 hour", "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    if not hours:
        return write_count(rest, "minute")
    return write_count(hours, "hour") + (f" {write_count(rest, 'minute')}" if rest else "")


def init_filters(app: Flask) -> None:
    """Give templates the filters `moment`, `when`, `day`, `clock_time`, `number`, `count_of` and `length_of_time`."""
    app.jinja_env.filters.update(
        moment=lambda at: write_moment(at, now=utc_now()),
        when=lambda at: write_when(at, now=utc_now()),
        day=write_day,
        clock_time=write_clock_time,
        number=write_number,
        count_of=write_count,
        length_of_time=write_length,
    )
