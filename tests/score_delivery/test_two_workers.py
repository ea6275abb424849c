"""Two worker processes over one outbox, and an LMS and a killer that do their worst."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path
from subprocess import Popen

import pytest

from lti_app.clock import utc_now
from lti_app.score_delivery.rules import ScoreState
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import COLUMN, environment
from tests.score_delivery.scripted_lms import Cell, Reply, ScriptedLms, run_lms
from tests.score_delivery.waiting import run_program, wait_until


def run_worker(
    folder: Path, database_url: str, name: str, **more: str
) -> AbstractContextManager[Popen[bytes]]:
    settings = environment(folder, database_url, **more)
    program = ("-m", "tests.score_delivery.sweeping_worker")
    return run_program(settings, *program, log=folder / f"{name}.log", ready="ready")


def has_got_more(lms: ScriptedLms, than: int) -> bool:
    return len(lms.posted) > than


def test_two_workers_deliver_each_score_exactly_once(
    open_outbox: OpenOutbox, tmp_path: Path, database_url: str
) -> None:
    lms = ScriptedLms(delay=0.005)
    with run_lms(lms):
        outbox = open_outbox(lms.url, people=100)
        one = run_worker(tmp_path, database_url, "one")
        other = run_worker(tmp_path, database_url, "other")
        with one, other:
            for person in outbox.person_ids:
                outbox.queue(person, 100)
            wait_until(
                lambda: outbox.count_states() == {ScoreState.SETTLED: 100}, what="every score is settled"
            )
    assert Counter(one.cell for one in lms.posted) == {Cell(COLUMN, str(n)): 1 for n in range(1, 101)}
    assert lms.most_at_once <= 4
    assert lms.tokens["score"] <= 2


@pytest.mark.long
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
        earned_at = utc_now() - timedelta(minutes=5)
        with run_worker(tmp_path, database_url, "survivor", SCORE_LEASE="1"):
            for given in (50, 100):
                with run_worker(tmp_path, database_url, f"victim-{given}", SCORE_LEASE="1") as victim:
                    asked_before = len(lms.posted)
                    for person in outbox.person_ids:
                        outbox.queue(person, given, earned_at=earned_at + timedelta(seconds=given))
                    wait_until(partial(has_got_more, lms, asked_before + 5), what="scores are in flight")
                    victim.kill()
                lms.forget_tokens()
            wait_until(
                lambda: outbox.count_states() == {ScoreState.SETTLED: 40}, what="every score is settled"
            )
    assert {cell: grade[0] for cell, grade in lms.grades.items()} == {
        Cell(COLUMN, str(number)): 100 for number in range(1, 41)
    }
    now = utc_now().timestamp()
    assert all(one.second <= now for one in lms.posted)
    assert lms.most_at_once <= 8
