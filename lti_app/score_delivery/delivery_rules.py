"""What a worker holds while it delivers, how long an LMS is left alone, and when its line items are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_app.score_delivery.rules import Score
from lti_app.score_delivery.timing_rules import RetryLimits, decide_wait
from lti_app.score_delivery.verdict_rules import Attempt, TryAgain, Verdict

LONGEST_BETWEEN_LISTINGS = timedelta(hours=6)
LISTINGS_PER_AGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseLimits:
    """How many leases an LMS may have at once, how many scores each takes, and how long it lasts."""

    in_flight: int
    batch: int
    lease: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A score that one worker alone may send now, and what it is sent with.

    `subject` is the person's `sub` in the LMS. `after_pause`: it goes first and alone, to see whether the LMS
    is back.
    """

    id: int
    person_id: int
    placement_id: int
    version: int
    lease: str
    subject: str
    line_item_url: str
    score: Score
    stamped_at: datetime
    attempt: Attempt
    after_pause: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a leased score; None where it was given back unsent."""

    leased: Leased
    verdict: Verdict | None


def decide_pause(*, failures: int, trouble: TryAgain, limits: RetryLimits) -> timedelta:
    """How long an LMS is left alone after `failures` troubles in a row: doubling, and at least what it asked for."""
    pause = decide_wait(failures=failures, chance=1.0, first=limits.first, longest=limits.longest_pause)
    return max(pause, trouble.asked) if trouble.asked is not None else pause


def decide_listing_is_due(
    *, listed_at: datetime | None, unplaced_since: datetime, now: datetime, refresh_after: timedelta
) -> bool:
    """Whether a course's line items are asked for again, where something earned has had no column `unplaced_since`.

    At first every `refresh_after`, then ever more rarely: some work never gets a column, and the LMS should
    not be asked for it every few minutes for ever.
    """
    if listed_at is None:
        return True
    age = max(listed_at - unplaced_since, timedelta(0))
    return now - listed_at >= max(refresh_after, min(age / LISTINGS_PER_AGE, LONGEST_BETWEEN_LISTINGS))


def decide_batch(*, scores: int, in_flight: int, batch: int) -> int:
    """How many scores a lane takes at once: an even share of what is due, and no more than its share of `batch`.

    What a worker holds when it is killed waits for the lease's end, and what it had sent is sent twice.
    """
    return max(1, min(-(-scores // in_flight), batch // in_flight))
