"""Counting one use of a signed link or a ticket."""

from __future__ import annotations

from datetime import datetime

from lti_app.database import writing
from lti_app.launch.limit_records import record_attempt
from lti_app.launch.limit_rules import Limit, TooOften


def record_use(limit: Limit, *of: str, now: datetime) -> TooOften | None:
    """Count one more; None where it may go on. Without a limit nothing is counted."""
    if not limit.most:
        return None
    counter = limit.make_counter(*of, now=now)
    with writing() as connection:
        count = record_attempt(connection, counter)
    return limit.judge(counter, count=count, now=now)
