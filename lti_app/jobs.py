"""The Huey engine and its tasks: wake-ups and sweeps for score delivery, never the truth, which the outbox holds."""

from __future__ import annotations

import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.constants import EmptyData
from huey.consumer import Consumer, Scheduler
from huey.storage import BaseSqlStorage, SqliteStorage

from lti_app.cleaning import CleaningJob
from lti_app.clock import utc_now
from lti_app.course_jobs import init_course_jobs
from lti_app.document_jobs import DocumentJobs
from lti_app.lti.tokens import Tokens
from lti_app.mail.worker import MailRoom
from lti_app.mail_jobs import MailJobs
from lti_app.score_delivery.line_items_worker import find_line_items
from lti_app.score_delivery.reads import find_next_due, list_due
from lti_app.score_delivery.worker import Outward, deliver_due
from lti_app.settings import Settings

QUEUE = "achieving-permanence"
WAKE_GOOD_FOR = timedelta(seconds=60)
"""A wake-up that is older was lost with the worker that took it, and no longer keeps others out of the queue."""

STOPS_WITHIN = timedelta(seconds=30)
log = structlog.get_logger(__name__)
jobs = AppGroup("jobs", help="Work outside requests: scores on their way to the LMS.")


class _JobsFile(SqliteStorage):  # type: ignore[misc]
    """Huey's file, written without waiting for the disk: what a power cut loses, the sweep makes good."""

    def _create_connection(self) -> Connection:
        connection: Connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


class Jobs:
    """The engine of this process: what wakes delivery, and what the consumer runs."""

    def __init__(self, huey: Huey, outward: Outward) -> None:
        self.huey = huey
        self.outward = outward
        self._preparing = threading.Lock()
        self._prepared = False
        self._sweeping = threading.Lock()
        self._planned: datetime | None = None
        self._deliver = huey.task(name="deliver")(self._run_delivery)
        huey.periodic_task(
            lambda _at: True, name="sweep", expires=outward.settings.score_sweep_every.total_seconds()
        )(self._run_sweep)

    def prepare(self) -> None:
        """Make the store's tables where there are none, once in a process."""
        with self._preparing:
            if not self._prepared and isinstance(self.huey.storage, BaseSqlStorage):
                self.huey.storage.initialize_schema()
            self._prepared = True

    def wake(self, platform_id: int, *, now: datetime) -> None:
        """Queue a delivery to that LMS, unless one stands in the queue already."""
        if not self._prepared:
            self.prepare()
        key = _wake_key(platform_id)
        waiting = self.huey.storage.peek_data(key)
        if waiting is EmptyData or not 0 <= now.timestamp() - float(waiting) < WAKE_GOOD_FOR.total_seconds():
            self.huey.storage.put_data(key, str(now.timestamp()).encode())
            self._deliver(platform_id)

    def sweep(self) -> int:
        """Deliver whatever is due, and look for columns that are missing; how many scores were sent.

        One at a time in a process: a sweep that comes while one runs has nothing to add.
        """
        if not self._sweeping.acquire(blocking=False):
            return 0
        try:
            sent = self._deliver_turn(None)
            if find_line_items(self.outward):
                sent += self._deliver_turn(None)
            return sent
        finally:
            self._sweeping.release()

    def _run_sweep(self) -> None:
        self.sweep()
        self._plan_next()

    def _run_delivery(self, platform_id: int | None) -> None:
        # The mark goes first: who commits from now on queues a wake-up of their own.
        if platform_id is not None:
            self.huey.storage.delete_data(_wake_key(platform_id))
        self._deliver_turn(platform_id)
        self._plan_next()

    def _deliver_turn(self, platform_id: int | None) -> int:
        """Send for one turn; what is left stands at the end of the queue. How many scores were sent."""
        delivered = deliver_due(self.outward, platform_id=platform_id)
        if delivered.goes_on:
            now = utc_now()
            with self.outward.app.app_context():
                left = list_due(now, platform_id=platform_id)
            for due in left:
                self.wake(due.platform_id, now=now)
        return delivered.sent

    def _plan_next(self) -> None:
        """Plan a delivery for the next score that comes due before the next sweep."""
        now, within = utc_now(), self.outward.settings.score_sweep_every
        with self.outward.app.app_context():
            due_at = find_next_due(now, within=within)
        planned = self._planned
        if due_at is None or (planned is not None and now < planned <= due_at):
            return
        self._planned = due_at
        self._deliver.schedule(args=(None,), delay=max((due_at - now).total_seconds(), 0.0))


def init_jobs(app: Flask) -> None:
    """Set the engine up. Its store is opened by the first request or consumer that needs it."""
    settings: Settings = app.extensions["settings"]
    http = app.extensions["lms_http"]
    outward = Outward(
        app=app,
        settings=settings,
        programme=app.extensions["programme"],
        http=http,
        tokens=Tokens(http, dropped_early=settings.token_dropped_early),
    )
    engine = Jobs(_make_huey(settings.jobs_url), outward)
    app.extensions["jobs"] = engine
    CleaningJob(engine.huey, app, settings)
    init_course_jobs(app, engine.huey, outward, engine.prepare)
    room = MailRoom(app, settings, http, outward.stop)
    app.extensions["mail_jobs"] = MailJobs(engine.huey, room, engine.prepare)
    app.extensions["document_jobs"] = DocumentJobs(engine.huey, app, engine.prepare)


def wake_delivery(platform_id: int) -> None:
    """Ask for that LMS's due scores to be sent soon; call it after the commit.

    Never raises, and costs one look while an earlier wake-up still stands in the queue. A lost one loses nothing:
    the sweep finds what is due.
    """
    try:
        get_jobs().wake(platform_id, now=utc_now())
    except Exception:
        # The score is queued all the same, and no page may fail because a convenience did.
        log.exception("delivery could not be woken", platform_id=platform_id)


def wake_mail() -> None:
    """Ask for the mails in the outbox to be sent soon; call it after the commit. Never raises."""
    try:
        waking: MailJobs = current_app.extensions["mail_jobs"]
        waking.wake()
    except Exception:
        # The mail is in the outbox all the same, and no page may fail because a convenience did.
        log.exception("mail could not be woken")


def wake_document(document_id: int) -> None:
    """Ask for that document to be made soon; call it after the commit. Never raises."""
    try:
        waking: DocumentJobs = current_app.extensions["document_jobs"]
        waking.wake(document_id)
    except Exception:
        # It was asked for all the same, and the sweep finds it; no page may fail because a convenience did.
        log.exception("a document could not be queued", document_id=document_id)


def get_jobs() -> Jobs:
    """The running service's engine."""
    engine: Jobs = current_app.extensions["jobs"]
    return engine


def _make_huey(address: str) -> Huey:
    if address.startswith("sqlite:///"):
        file = Path(address.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(
            QUEUE, results=False, storage_class=_JobsFile, filename=str(file), timeout=2, create_tables=False
        )
    if address.startswith(("redis://", "rediss://")):
        return RedisHuey(QUEUE, results=False, url=address)
    plain = address.replace("postgresql+psycopg://", "postgresql://", 1)
    return PostgresHuey(QUEUE, results=False, dsn=plain, connect_timeout=2, create_tables=False)


def _wake_key(platform_id: int) -> str:
    return f"wake.{platform_id}"


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's consumer with our sweep's pace, and a stop that lets each score in flight end and gives back the rest."""

    def __init__(self, engine: Jobs, **choices: Any) -> None:
        self._engine = engine
        super().__init__(
            engine.huey,
            initial_delay=0.05,
            max_delay=0.5,
            shutdown_timeout=STOPS_WITHIN.total_seconds(),
            **choices,
        )
        self._signal_actions = dict.fromkeys((signal.SIGINT, signal.SIGTERM), (False, True))

    def _create_scheduler(self) -> Scheduler:
        scheduler = super()._create_scheduler()
        scheduler.periodic_task_seconds = max(
            self._engine.outward.settings.score_sweep_every.total_seconds(), 1.0
        )
        return scheduler

    def stop(self, graceful: bool = False) -> None:
        self._engine.outward.stop.set()
        super().stop(graceful=graceful)


@jobs.command("run")
@click.option("--workers", default=4, show_default=True, help="How many jobs to run at once.")
@click.option("--periodic/--no-periodic", default=True, help="Whether this consumer sweeps every minute.")
def run_jobs(workers: int, periodic: bool) -> None:
    """Deliver scores until told to stop (SIGTERM or Ctrl-C)."""
    engine = get_jobs()
    engine.prepare()
    log.info("delivering scores", workers=workers, periodic=periodic)
    _Consumer(engine, workers=workers, periodic=periodic).run()
    log.info("delivery has stopped")


@jobs.command("sweep")
def sweep_now() -> None:
    """Deliver whatever is due, once, and look for missing gradebook columns."""
    click.echo(f"Scores sent: {get_jobs().sweep()}")
