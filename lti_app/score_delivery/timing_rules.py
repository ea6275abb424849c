"""When a score is sent or tried again, and which `timestamp` it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLimits:
    """The wait after a first failure, the longest between tries and for a silent LMS, and when to give up."""

    first: timedelta
    longest: timedelta
    longest_pause: timedelta
    gives_up_after: timedelta


def decide_timestamp(*, now: datetime, earned_at: datetime, last_stamped: datetime | None) -> datetime:
    """The `timestamp` of the next score for a person and line item, and when it may be sent at the earliest.

    It is when the work was done, in whole seconds, but later by a second than any that was sent before. Where
    that lies after `now` (the clock was put back, or two scores came within a second) the score must wait for
    it: a time in the future would make Moodle refuse every score until then (409).
    """
    stamp = min(earned_at, now).replace(microsecond=0)
    if last_stamped is not None:
        stamp = max(stamp, last_stamped.replace(microsecond=0) + ONE_SECOND)
    return stamp


def decide_wait(*, failures: int, chance: float, first: timedelta, longest: timedelta) -> timedelta:
    """The wait after `failures` failures in a row: doubling, its upper half spread by `chance` (0 to 1)."""
    doubled = first * 2 ** min(max(failures - 1, 0), 30) if first else first
    return min(doubled, longest) * (0.5 + 0.5 * chance)


def read_retry_after(text: str | None, *, now: datetime) -> timedelta | None:
    """The wait that a `Retry-After` header asks for (RFC 9110 §10.2.3); None where it says nothing clear."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(date - now, timedelta(0))
