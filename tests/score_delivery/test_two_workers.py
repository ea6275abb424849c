"""Two worker processes over one outbox, and an LMS and a killer that do their worst."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

from lti_app.clock import utc_now
from lti_app.score_delivery.rules import ScoreState
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, environment
from tests.score_delivery.scripted_lms import Cell, Reply, ScriptedLms, run_lms
from tests.score_delivery.waiting import run_process, wait_until

WORKER = ("-m", "tests.score_delivery.worker_process")


def test_two_workers_deliver_each_score_exactly_once(
    open_outbox: OpenOutbox, tmp_path: Path, database_url: str
) -> None:
    lms = ScriptedLms(delay=0.005)
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=100)
        settings = environment(tmp_path, database_url)
        for person in outbox.person_ids:
            outbox.queue(person, 100)
        with run_process(settings, *WORKER), run_process(settings, *WORKER):
            wait_until(
                lambda: outbox.count_states() == {ScoreState.SETTLED: 100}, what="every score is settled"
            )
    assert Counter(one.cell for one in lms.posted) == {Cell(COLUMN, str(n)): 1 for n in range(1, 101)}
    assert lms.most_at_once <= 4
    assert lms.tokens["score"] <= 2


def test_killed_workers_and_a_failing_lms_lose_nothing_and_end_with_the_last_score(
    open_outbox: OpenOutbox, tmp_path: Path, database_url: str
) -> None:
    chances = random.Random(7)

    def script(_cell: Cell, number: int) -> Reply | None:
        if number > 6:
            return None
        faults = [Reply(500, body="oops"), Reply(429), Reply(lost=True), Reply(503), None, None, None, None]
        return chances.choice(faults)

    lms = ScriptedLms(delay=0.01, script=script)
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=40)
        settings = environment(tmp_path, database_url, SCORE_LEASE="1")
        earned_at = utc_now() - timedelta(minutes=5)
        for person in outbox.person_ids:
            outbox.queue(person, 50, earned_at=earned_at)
        with run_process(settings, *WORKER):
            for kill in range(2):
                with run_process(settings, *WORKER) as victim:
                    seen = len(lms.posted)
                    wait_until(lambda seen=seen: len(lms.posted) > seen + 5, what="scores are in flight")  # type: ignore[misc]
                    os.kill(victim.pid, signal.SIGKILL)
                if kill == 0:
                    lms.forget_tokens()
                    for person in outbox.person_ids:
                        outbox.queue(person, 100, earned_at=earned_at + timedelta(minutes=1))
            wait_until(
                lambda: outbox.count_states() == {ScoreState.SETTLED: 40},
                what="every score is settled",
                seconds=40,
            )
    assert {cell: grade[0] for cell, grade in lms.grades.items()} == {
        Cell(COLUMN, str(number)): 100 for number in range(1, 41)
    }
    now = utc_now().timestamp()
    assert all(one.second <= now for one in lms.posted)
    assert lms.most_at_once <= 8
