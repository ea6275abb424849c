"""What the LMS's answer to a score means for its row in the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lti_app.score_delivery.rules import Score
from lti_app.score_delivery.timing_rules import RetryLimits, decide_wait

LOCKED_TRIES = 4
REFUSED_TRIES = 6
SAME_SCORE = 0.005


class Why(StrEnum):
    """What an attempt met with, in the words that trainers see."""

    NO_ANSWER = "the LMS did not answer"
    BUSY = "the LMS asked us to wait"
    LMS_FAULT = "the LMS met with a fault of its own"
    NOT_LET_IN = "the LMS does not let this tool in"
    NOT_ALLOWED = "the LMS does not let this tool send grades"
    REDIRECTED = "the LMS sent us to another address"
    WEB_PAGE = "the LMS answered with a web page, as it does under maintenance"
    CONFLICT = "the LMS asked for a later time"
    LATER_MARK = "the LMS holds a later mark"
    LATER_MARK_HIDDEN = "the LMS holds a later mark and does not show it to this tool"
    LOCKED = "the grade may be locked in the gradebook"
    NOT_GRADABLE = "the LMS does not grade this person in this course"
    NOT_ACCEPTED = "the LMS did not accept the score"
    NO_COLUMN = "the gradebook column is gone or not this tool's"
    ADDRESS_REFUSED = "the LMS named an address that this service may not call"
    OUR_FAULT = "the service met with a fault of its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How often and for how long a score has been tried, this attempt included.

    `repeats` attempts in a row before this one met with `last_why`.
    """

    number: int
    queued_at: datetime
    last_why: str | None
    repeats: int

    def count(self, why: Why) -> int:
        """How many attempts in a row have met with `why`, if this one has."""
        return 1 + (self.repeats if self.last_why == why else 0)


@dataclass(frozen=True, slots=True)
class Settled:
    """The gradebook holds the score."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The score is sent again `after` a while.

    `whole_lms`: the trouble is the LMS's, not this score's; `asked` is the wait that it asked for, if it did.
    """

    after: timedelta
    why: Why
    whole_lms: bool = False
    asked: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NeedsAPerson:
    """Trying again would not help until somebody has done something."""

    why: Why


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The LMS refused twice for the time alone: its result says whether what it holds is ours."""


Verdict = Settled | TryAgain | NeedsAPerson


def judge_response(
    *,
    status: int,
    reason: str,
    body: str,
    retry_after: timedelta | None,
    attempt: Attempt,
    limits: RetryLimits,
    chance: float,
    now: datetime,
) -> Verdict | ReadBack:
    """What an answer to a score means for its row. `chance` (0 to 1) spreads the waits.

    Moodle refuses a score that is not later, in whole seconds, than the one it holds (409): the first 409
    asks for one more try with a later time, the second for the result itself. A locked grade is its 500 with
    the body `[]`. A web page is no answer of a service, whatever its status says: the score did not arrive.
    """
    if 200 <= status < 300 and not _is_web_page(body):
        return Settled()
    if status == 409 and attempt.count(Why.CONFLICT) > 1:
        return ReadBack()
    why, whole_lms = _name_trouble(status, reason, body)
    if why in (Why.NOT_GRADABLE, Why.NOT_ACCEPTED, Why.NO_COLUMN):
        return NeedsAPerson(why)
    return _try_again(
        why, whole_lms, retry_after=retry_after, attempt=attempt, limits=limits, chance=chance, now=now
    )


def judge_failure(
    *,
    why: Why,
    retry_after: timedelta | None,
    attempt: Attempt,
    limits: RetryLimits,
    chance: float,
    now: datetime,
) -> Verdict:
    """What it means that the score itself got no answer: no connection, none in time, or no access token.

    The score may have arrived, and is sent again all the same, with a later time.
    """
    whole_lms = why not in (Why.ADDRESS_REFUSED, Why.OUR_FAULT)
    return _try_again(
        why, whole_lms, retry_after=retry_after, attempt=attempt, limits=limits, chance=chance, now=now
    )


def name_token_trouble(*, status: int) -> Why:
    """Why an LMS gave no access token, by its answer's status."""
    if status == 429:
        return Why.BUSY
    # A success without a token is a page of maintenance, and no decision about this tool.
    return Why.LMS_FAULT if status >= 500 or 200 <= status < 300 else Why.NOT_LET_IN


def judge_result(*, held: tuple[float, float] | None, shown: bool, score: Score) -> Settled | NeedsAPerson:
    """What the LMS's own result (score, maximum) means after a second 409; `shown` is False for none."""
    if not shown:
        return NeedsAPerson(Why.LATER_MARK_HIDDEN)
    if held is None or held[1] <= 0 or score.maximum <= 0:
        return NeedsAPerson(Why.LATER_MARK)
    same = abs(held[0] / held[1] - score.given / score.maximum) < SAME_SCORE
    return Settled() if same else NeedsAPerson(Why.LATER_MARK)


def _name_trouble(status: int, reason: str, body: str) -> tuple[Why, bool]:  # noqa: C901 - one line per answer
    match status:
        case _ if 200 <= status < 300:
            return Why.WEB_PAGE, True
        case 400 if "incorrect score received" in reason.lower():
            return Why.NOT_GRADABLE, False
        case 401:
            return Why.NOT_ALLOWED, False
        case 403 | 404 | 410:
            return Why.NO_COLUMN, False
        case 409:
            return Why.CONFLICT, False
        case 408 | 425:
            return Why.NO_ANSWER, False
        case 429:
            return Why.BUSY, True
        case 500 if _is_empty_list(body):
            return Why.LOCKED, False
        case 503:
            return Why.LMS_FAULT, True
        case _ if status >= 500:
            return Why.LMS_FAULT, False
        case _ if 300 <= status < 400:
            return Why.REDIRECTED, False
    return Why.NOT_ACCEPTED, False


def _try_again(
    why: Why,
    whole_lms: bool,
    *,
    retry_after: timedelta | None,
    attempt: Attempt,
    limits: RetryLimits,
    chance: float,
    now: datetime,
) -> Verdict:
    count = attempt.count(why)
    tries = {
        Why.LOCKED: LOCKED_TRIES,
        Why.NOT_ALLOWED: REFUSED_TRIES,
        Why.NOT_LET_IN: REFUSED_TRIES,
        Why.REDIRECTED: REFUSED_TRIES,
        Why.ADDRESS_REFUSED: REFUSED_TRIES,
    }.get(why)
    if (tries is not None and count >= tries) or now - attempt.queued_at >= limits.gives_up_after:
        return NeedsAPerson(why)
    if why is Why.CONFLICT:
        return TryAgain(timedelta(0), why)
    if why is Why.LOCKED:
        return TryAgain(limits.longest, why)
    wait = decide_wait(failures=count, chance=chance, first=limits.first, longest=limits.longest)
    asked = None if retry_after is None else min(retry_after, limits.longest)
    return TryAgain(max(wait, asked or wait), why, whole_lms, asked)


def _is_web_page(body: str) -> bool:
    # Only a page's own beginning: a Moodle that shows its debugging notices puts `<br />` before a true answer.
    return body[:200].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html"))


def _is_empty_list(body: str) -> bool:
    try:
        return bool(json.loads(body) == [])
    except (ValueError, RecursionError):
        return False
