"""Any order of scores, workers, lost answers, crashes and clock steps ends with the last score in the gradebook."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lti_app.database import transaction
from lti_app.placement.records import Placement
from lti_app.score_delivery.delivery_rules import Leased, LeaseLimits, Outcome
from lti_app.score_delivery.lease_actions import lease_due, record_outcomes
from lti_app.score_delivery.records import ScoreRow, queue_score
from lti_app.score_delivery.rules import Score, ScoreState
from lti_app.score_delivery.timing_rules import RetryLimits
from lti_app.score_delivery.verdict_rules import ReadBack, Why, judge_failure, judge_response, judge_result
from tests.databases import sqlite_url
from tests.score_delivery.outboxes import Outbox, make_outbox

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)
LIMITS = LeaseLimits(in_flight=4, batch=3, lease=LEASE)
RETRY = RetryLimits(
    first=timedelta(seconds=1),
    longest=timedelta(seconds=60),
    longest_pause=timedelta(seconds=30),
    gives_up_after=timedelta(days=14),
)
FAULTS = ("none", "answer lost", "never arrived", "500", "crash", "delayed")

steps = st.lists(
    st.one_of(
        st.tuples(st.just("score"), st.integers(0, 1), st.integers(1, 100)),
        st.tuples(st.just("work"), st.sampled_from(FAULTS), st.sampled_from(FAULTS)),
        st.tuples(st.just("clock"), st.integers(-120, 240), st.just(0)),
        st.tuples(st.just("late"), st.just(0), st.just(0)),
    ),
    min_size=1,
    max_size=25,
)


@dataclass
class World:
    """The outbox, a gradebook with Moodle's rule, and everything that was sent."""

    outbox: Outbox
    now: datetime = START
    latest: datetime = START
    grades: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    stamps: dict[int, list[datetime]] = field(default_factory=dict)
    accepted: dict[tuple[int, int], int] = field(default_factory=dict)
    lost: dict[tuple[int, int], int] = field(default_factory=dict)
    wanted: dict[int, int] = field(default_factory=dict)
    delayed: list[Leased] = field(default_factory=list)
    leases: int = 0

    def step_clock(self, seconds: int) -> None:
        """Move the service's clock, backwards too."""
        self.now += timedelta(seconds=seconds)
        self.latest = max(self.latest, self.now)

    def ask(self, which: int, given: int) -> None:
        """Ask for a score for one of two people."""
        person = self.outbox.person_ids[which]
        with transaction() as session:
            placement = session.get_one(Placement, self.outbox.placement_id)
            queue_score(
                session,
                placement=placement,
                person_id=person,
                platform_id=self.outbox.platform_id,
                score=Score(given, 100),
                earned_at=self.now,
                now=self.now,
            )
        self.wanted[person] = max(given, self.wanted.get(person, 0))

    def arrive(self, leased: Leased) -> int:
        """What the gradebook answers to a score, by Moodle's rule."""
        held = self.grades.get(leased.person_id)
        if held is not None and held[1] >= leased.stamped_at:
            return 409
        self.grades[leased.person_id] = (leased.score.given, leased.stamped_at)
        name = (leased.person_id, leased.version)
        self.accepted[name] = self.accepted.get(name, 0) + 1
        return 200

    def work(self, faults: tuple[str, ...]) -> None:
        """One worker's batch; each score meets with the next fault."""
        self.leases += 1
        lease = f"lease-{self.leases}"
        batch = lease_due(platform_id=self.outbox.platform_id, lease=lease, limits=LIMITS, now=self.now)
        outcomes = []
        for leased, fault in zip(batch, (*faults, "none", "none")):
            assert leased.stamped_at <= self.now
            self.stamps.setdefault(leased.person_id, []).append(leased.stamped_at)
            if fault in ("answer lost", "crash", "delayed"):
                name = (leased.person_id, leased.version)
                self.lost[name] = self.lost.get(name, 0) + 1
            if fault == "delayed":
                self.delayed.append(leased)
            elif fault == "crash":
                self.arrive(leased)
            else:
                outcomes.append(self.send(leased, fault))
        if outcomes:
            self.record(lease, outcomes)

    def send(self, leased: Leased, fault: str) -> Outcome:
        """Send one score and judge what comes back."""
        status = 500 if fault == "500" else self.arrive(leased) if fault != "never arrived" else 0
        if fault in ("answer lost", "never arrived"):
            verdict = judge_failure(
                why=Why.NO_ANSWER,
                retry_after=None,
                attempt=leased.attempt,
                limits=RETRY,
                chance=0.5,
                now=self.now,
            )
            return Outcome(leased, verdict)
        judged = judge_response(
            status=status,
            reason="",
            body="oops",
            retry_after=None,
            attempt=leased.attempt,
            limits=RETRY,
            chance=0.5,
            now=self.now,
        )
        if isinstance(judged, ReadBack):
            held = (float(self.grades[leased.person_id][0]), 100.0)
            return Outcome(leased, judge_result(held=held, shown=True, score=leased.score))
        return Outcome(leased, judged)

    def record(self, lease: str, outcomes: list[Outcome]) -> None:
        """Record as the worker does."""
        record_outcomes(
            outcomes, platform_id=self.outbox.platform_id, lease=lease, limits=RETRY, now=self.now
        )

    def settle(self) -> set[ScoreState]:
        """Let time go on without faults; the states in which the rows end."""
        self.now = self.latest
        for _ in range(60):
            self.step_clock(61)
            self.work(())
        with transaction() as session:
            return set(session.scalars(select(ScoreRow.state)))


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_whatever_happens_the_highest_score_stands_in_the_end(
    steps: list[tuple[str, int | str, int | str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outbox = make_outbox(Path(folder), sqlite_url(Path(folder)), "http://127.0.0.1:1", people=2)
        with outbox.app.app_context():
            world = World(outbox)
            for name, one, other in steps:
                play(world, name, one, other)
            assert world.settle() <= {ScoreState.SETTLED}
        outbox.close()
    assert {person: grade[0] for person, grade in world.grades.items()} == world.wanted
    for stamps in world.stamps.values():
        assert all(earlier < later for earlier, later in pairwise(stamps))
    for version, times in world.accepted.items():
        assert times <= 1 + world.lost.get(version, 0)


def play(world: World, name: str, one: int | str, other: int | str) -> None:
    """One step of the story."""
    match name, one, other:
        case "score", int(which), int(score):
            world.ask(which, score)
        case "work", str(first), str(second):
            world.work((first, second))
        case "clock", int(seconds), _:
            world.step_clock(seconds)
        case _:
            while world.delayed:
                world.arrive(world.delayed.pop())
