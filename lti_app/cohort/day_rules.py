"""The days of the programme, which are those of London: which day it is, and how a day is written."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(now: datetime) -> date:
    """The day that a calendar on the wall in London shows at `now`."""
    return now.astimezone(LONDON).date()


def write_day(on: date) -> str:
    """A day in full: "21 November 2026". An instant counts as its day in London."""
    if isinstance(on, datetime):
        on = london_day(on)
    return f"{on.day} {on:%B %Y}"
