"""Scores delivered by the service's real worker to an LMS of this machine, at several delays, beside a yardstick."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
from sqlalchemy import select

from lti_app.clock import utc_now
from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.jobs import get_jobs, wake_delivery
from lti_app.organisation.records import PlatformRecord
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import queue_score
from lti_app.score_delivery.rules import Score
from tests.benchmarks.inside import Inside, counted_key_parses
from tests.benchmarks.running import RunningLms
from tests.benchmarks.servers import Server

LONGEST_SECONDS = 120.0
LANES = 4
"""What the service has in flight by default, and so the yardstick's threads."""


class Undelivered(Exception):  # noqa: N818 - what did not happen, not an error of ours
    """The scores did not all reach the LMS in time."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one lot of scores went: to an LMS that takes `delay_ms` for every answer."""

    name: str
    delay_ms: int
    scores: int
    per_second: float
    cpu_ms: float
    tokens: int
    key_sets: int


def add_people(inside: Inside, people: int) -> None:
    """Put so many people into the service, all of its first organisation, to have scores for."""
    now = utc_now()
    with inside.app.app_context(), transaction() as session:
        platform = session.scalars(select(PlatformRecord)).one()
        session.add_all(
            Person(
                organisation_id=platform.organisation_id,
                issuer=platform.issuer,
                subject=f"score-{number}",
                names='{"full": "Bench Learner"}',
                created_at=now,
            )
            for number in range(people)
        )


def deliver(
    inside: Inside, worker: Server, lms: RunningLms, *, delay_ms: int, scores: int, given: int
) -> Delivery:
    """Queue a score for each of so many people, wake the worker, and wait until the LMS has them all."""
    lms.forget(delay=delay_ms / 1000)
    before = worker.read_cpu()
    _queue(inside, scores=scores, given=given)
    asked = _wait_until_told(lms, scores)
    _wait_until_settled(worker)
    return _summarise("tool's worker", worker.read_cpu() - before, asked, delay_ms)


def deliver_plainly(lms: RunningLms, *, delay_ms: int, scores: int) -> Delivery:
    """The yardstick: as many threads as the worker has lanes, each posting over a kept connection, and nothing else."""
    lms.forget(delay=delay_ms / 1000)
    before = time.process_time()
    kept = threading.local()

    def post(number: int) -> None:
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        kept.session.post(
            f"{lms.lms.issuer}/line/lineitem/scores",
            data=json.dumps({"userId": f"{number}", "scoreGiven": 100, "timestamp": f"{datetime.now(UTC)}"}),
            headers={"Authorization": "Bearer bench"},
        ).raise_for_status()

    with ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(post, range(scores)))
    return _summarise("requests.Session", time.process_time() - before, lms.read_asked(), delay_ms)


def count_key_parses(inside: Inside, lms: RunningLms) -> tuple[int, int]:
    """Tokens fetched, two or more, and private keys parsed for them in this process; a token lasts half a second."""
    lms.forget(token_life=1)
    with counted_key_parses() as parsed:
        for given in range(1, 50):
            _queue(inside, scores=5, given=given)
            with inside.app.app_context():
                get_jobs().sweep()
            tokens = int(lms.read_asked()["tokens"])
            if tokens > 1:
                break
            time.sleep(0.1)
    return tokens, len(parsed)


def _queue(inside: Inside, *, scores: int, given: int) -> None:
    now = utc_now()
    with inside.app.app_context():
        with transaction() as session:
            placement = session.scalars(select(Placement).where(Placement.line_item_url.is_not(None))).first()
            platform_id = session.scalars(select(PlatformRecord.id)).one()
            assert placement is not None
            people = (
                select(Person.id).where(Person.subject.startswith("score-")).order_by(Person.id).limit(scores)
            )
            for person_id in session.scalars(people).all():
                queue_score(
                    session,
                    placement=placement,
                    person_id=person_id,
                    platform_id=platform_id,
                    score=Score(given, 100),
                    earned_at=now,
                    now=now,
                )
        wake_delivery(platform_id)


def _wait_until_told(lms: RunningLms, scores: int) -> dict[str, float]:
    until = time.monotonic() + LONGEST_SECONDS
    while (asked := lms.read_asked())["told"] < scores:
        if time.monotonic() > until:
            raise Undelivered(f"{asked['told']} of {scores} scores arrived")
        time.sleep(0.2)
    return asked


def _wait_until_settled(worker: Server) -> None:
    """Wait until the worker has recorded what the LMS answered last: until a second costs it next to nothing."""
    until = time.monotonic() + LONGEST_SECONDS
    cost = worker.read_cpu()
    while time.monotonic() < until:
        time.sleep(0.5)
        before, cost = cost, worker.read_cpu()
        if cost - before <= 0.05:
            return


def _summarise(name: str, cpu_seconds: float, asked: dict[str, float], delay_ms: int) -> Delivery:
    scores = int(asked["scores"])
    lasted = asked["last_score_at"] - asked["first_score_at"]
    return Delivery(
        name=name,
        delay_ms=delay_ms,
        scores=scores,
        per_second=(scores - 1) / lasted if lasted else 0.0,
        cpu_ms=cpu_seconds * 1000 / scores,
        tokens=int(asked["tokens"]),
        key_sets=int(asked["key_sets"]),
    )
