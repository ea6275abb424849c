"""Wake-ups, sweeps and the consumer: quick where they work, and nothing lost where they do not."""

from __future__ import annotations

import signal
from pathlib import Path

from lti_app.clock import utc_now
from lti_app.jobs import WAKE_GOOD_FOR, wake_delivery
from lti_app.score_delivery.rules import ScoreState
from tests.databases import sqlite_url
from tests.score_delivery.conftest import OpenOutbox
from tests.score_delivery.outboxes import environment, make_outbox
from tests.score_delivery.scripted_lms import run_lms
from tests.score_delivery.waiting import run_program, wait_until


def test_a_storm_of_wake_ups_leaves_one_job_in_the_queue(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox("http://127.0.0.1:1")
    with outbox.app.app_context():
        for _ in range(50):
            wake_delivery(outbox.platform_id)
    assert outbox.jobs.huey.pending_count() == 1


def test_a_wake_up_that_was_lost_with_its_worker_keeps_no_other_out_for_long(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox("http://127.0.0.1:1")
    with outbox.app.app_context():
        wake_delivery(outbox.platform_id)
    outbox.jobs.huey.dequeue()
    outbox.jobs.wake(outbox.platform_id, now=utc_now())
    assert outbox.jobs.huey.pending_count() == 0
    outbox.jobs.wake(outbox.platform_id, now=utc_now() + WAKE_GOOD_FOR)
    assert outbox.jobs.huey.pending_count() == 1


def test_a_wake_up_never_fails_a_page(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox("http://127.0.0.1:1", JOBS_URL="postgresql://127.0.0.1:1/nowhere")
    with outbox.app.app_context():
        wake_delivery(outbox.platform_id)


def test_the_consumer_delivers_when_woken_and_stops_when_told(tmp_path: Path) -> None:
    with run_lms() as lms:
        outbox = make_outbox(tmp_path, sqlite_url(tmp_path), lms.url, people=2)
        settings = environment(tmp_path, sqlite_url(tmp_path), SCORE_SWEEP_EVERY="3600")
        program = ("-m", "flask", "--app", "wsgi", "jobs", "run", "--no-periodic")
        with run_program(
            settings, *program, log=tmp_path / "jobs.log", ready="delivering scores"
        ) as consumer:
            for number, person in enumerate(outbox.person_ids, start=1):
                outbox.queue(person, 100)
                with outbox.app.app_context():
                    wake_delivery(outbox.platform_id)
                wait_until(
                    lambda number=number: outbox.count_states() == {ScoreState.SETTLED: number},  # type: ignore[misc]
                    what="the woken consumer has sent the score",
                )
            consumer.send_signal(signal.SIGTERM)
            wait_until(lambda: consumer.poll() is not None, what="the consumer has stopped")
            assert consumer.returncode == 0
            assert "delivery has stopped" in (tmp_path / "jobs.log").read_text()
        outbox.close()
