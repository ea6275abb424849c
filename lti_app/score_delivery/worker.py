"""The worker that delivers scores: it leases what is due, calls the LMS with no transaction open, and records."""

from __future__ import annotations

import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.lti.ags import Caller, ServiceRefused, build_score, list_results, post_score
from lti_app.lti.http import LmsHttp, Trouble, Unreachable
from lti_app.lti.tokens import TokenRefused, Tokens
from lti_app.programme.model import Programme
from lti_app.score_delivery.delivery_rules import Leased, LeaseLimits, Outcome, decide_batch
from lti_app.score_delivery.lease_actions import lease_due, record_outcomes
from lti_app.score_delivery.reads import Due, find_sender, list_due
from lti_app.score_delivery.timing_rules import RetryLimits, read_retry_after
from lti_app.score_delivery.verdict_rules import (
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
from lti_app.settings import Settings

_BODY_LOOKED_AT = 4096
log = structlog.get_logger(__name__)
_chance = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Outward:
    """What a worker works with; one for the whole process. Once `stop` is set, scores not sent yet are given back."""

    app: Flask
    settings: Settings
    programme: Programme
    http: LmsHttp
    tokens: Tokens
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many scores were sent; `goes_on` where the turn ended before what was due."""

    sent: int
    goes_on: bool


def deliver_due(outward: Outward, *, platform_id: int | None = None) -> Delivered:
    """Send what is due, to every LMS or to one, for one turn at most: a slow LMS keeps no worker from the others.

    Each LMS has its own lanes: threads that send one score after another, `score_in_flight` of them at most over
    all workers, since each holds a lease.
    """
    sent, until = 0, time.monotonic() + outward.settings.score_turn.total_seconds()
    with outward.app.app_context():
        while not outward.stop.is_set() and time.monotonic() < until:
            due = list_due(utc_now(), platform_id=platform_id)
            done = _run_lanes(outward, due, until) if due else 0
            if not done:
                return Delivered(sent, goes_on=False)
            sent += done
    return Delivered(sent, goes_on=not outward.stop.is_set())


def read_retry_limits(settings: Settings) -> RetryLimits:
    """The waits that the settings give."""
    return RetryLimits(
        first=settings.score_first_retry,
        longest=settings.score_longest_retry,
        longest_pause=settings.score_longest_pause,
        gives_up_after=settings.score_gives_up_after,
    )


def _run_lanes(outward: Outward, due: tuple[Due, ...], until: float) -> int:
    in_flight = outward.settings.score_in_flight
    lanes = [one for one in due for _ in range(min(in_flight, one.scores))]
    with ThreadPoolExecutor(max_workers=len(lanes), thread_name_prefix="lane") as threads:
        return sum(threads.map(lambda one: _try_lane(outward, one, until), lanes))


def _try_lane(outward: Outward, due: Due, until: float) -> int:
    try:
        return _run_lane(outward, due, until)
    except Exception:
        # The worker's edge: one LMS that we cannot serve must not keep the others from being served.
        log.exception("a lane broke off", platform_id=due.platform_id)
        return 0


def _run_lane(outward: Outward, due: Due, until: float) -> int:
    settings = outward.settings
    limits = LeaseLimits(
        in_flight=settings.score_in_flight,
        batch=decide_batch(scores=due.scores, in_flight=settings.score_in_flight, batch=settings.score_batch),
        lease=settings.score_lease,
    )
    sent = 0
    with outward.app.app_context():
        sender = find_sender(due.platform_id, now=utc_now())
        if sender is None:
            log.warning("scores wait for approval", platform_id=due.platform_id)
            return 0
        caller = Caller(outward.http, outward.tokens, sender.platform, sender.key)
        while not outward.stop.is_set() and time.monotonic() < until:
            lease, leased_at = secrets.token_hex(16), utc_now()
            batch = lease_due(platform_id=due.platform_id, lease=lease, limits=limits, now=leased_at)
            if not batch:
                break
            outcomes = _send_batch(outward, caller, batch, leased_at, until)
            record_outcomes(
                outcomes,
                platform_id=due.platform_id,
                lease=lease,
                limits=read_retry_limits(settings),
                now=utc_now(),
            )
            sent += sum(one.verdict is not None for one in outcomes)
            if _is_time_to_look_up(outcomes):
                break
    return sent


def _is_time_to_look_up(outcomes: list[Outcome]) -> bool:
    """Whether the LMS has just come back or gone, so that another number of lanes is right."""
    return outcomes[0].leased.after_pause or outcomes[-1].verdict is None


def _send_batch(
    outward: Outward, caller: Caller, batch: tuple[Leased, ...], leased_at: datetime, until: float
) -> list[Outcome]:
    """What became of each; unsent after a trouble of the whole LMS, and when the turn or half the lease is over."""
    outcomes: list[Outcome] = []
    go_on = True
    for one in batch:
        is_in_time = time.monotonic() < until and utc_now() - leased_at < outward.settings.score_lease / 2
        go_on = go_on and is_in_time and not outward.stop.is_set()
        verdict = _send(outward, caller, one) if go_on else None
        if isinstance(verdict, TryAgain) and verdict.whole_lms:
            go_on = False
        outcomes.append(Outcome(one, verdict))
    return outcomes


def _send(outward: Outward, caller: Caller, leased: Leased) -> Verdict:
    why, retry_after = Why.OUR_FAULT, None
    limits = read_retry_limits(outward.settings)
    try:
        return _post(caller, leased, limits)
    except Unreachable as failed:
        why = Why.ADDRESS_REFUSED if failed.trouble is Trouble.ADDRESS_REFUSED else Why.NO_ANSWER
    except TokenRefused as refused:
        why, retry_after = name_token_trouble(status=refused.status), refused.retry_after
    except Exception:
        # The worker's edge: one score that we cannot send must not keep the others from being sent.
        log.exception("score could not be sent", score_id=leased.id)
    now = utc_now()
    verdict = judge_failure(
        why=why,
        retry_after=read_retry_after(retry_after, now=now),
        attempt=leased.attempt,
        limits=limits,
        chance=_chance(),
        now=now,
    )
    _note(leased, caller, verdict, None)
    return verdict


def _post(caller: Caller, leased: Leased, limits: RetryLimits) -> Verdict:
    score = build_score(
        user_id=leased.subject,
        given=leased.score.given,
        maximum=leased.score.maximum,
        stamped_at=leased.stamped_at,
    )
    answer = post_score(caller, line_item_url=leased.line_item_url, score=score, now=utc_now())
    now = utc_now()
    verdict = judge_response(
        status=answer.status,
        reason=answer.reason,
        body=answer.body[:_BODY_LOOKED_AT].decode("utf-8", "replace"),
        retry_after=read_retry_after(answer.headers.get("Retry-After"), now=now),
        attempt=leased.attempt,
        limits=limits,
        chance=_chance(),
        now=now,
    )
    judged = _read_back(caller, leased) if isinstance(verdict, ReadBack) else verdict
    _note(leased, caller, judged, answer.status)
    return judged


def _read_back(caller: Caller, leased: Leased) -> Verdict:
    try:
        results = list_results(
            caller, line_item_url=leased.line_item_url, user_id=leased.subject, now=utc_now()
        )
    except (ServiceRefused, TokenRefused, ValueError):
        return judge_result(held=None, shown=False, score=leased.score)
    held = next(
        ((one.score, one.maximum) for one in results if one.score is not None and one.maximum is not None),
        None,
    )
    return judge_result(held=held, shown=True, score=leased.score)


def _note(leased: Leased, caller: Caller, verdict: Verdict, status: int | None) -> None:
    if isinstance(verdict, Settled):
        return
    log.warning(
        "score not delivered yet" if isinstance(verdict, TryAgain) else "score needs a person",
        score_id=leased.id,
        platform_id=caller.platform.id,
        attempt=leased.attempt.number,
        status=status,
        why=verdict.why.value,
    )
