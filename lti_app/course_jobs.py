"""The tasks that read an LMS: rosters by request and by night, gradebooks to compare, and where notices go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog
from flask import Flask, current_app
from huey import Huey
from huey.constants import EmptyData

from lti_app.clock import utc_now
from lti_app.cohort.day_rules import LONDON
from lti_app.cohort.worker import read_roster, read_rosters
from lti_app.dashboard.worker import read_gradebook
from lti_app.lti.http import LmsHttp
from lti_app.lti.tokens import Tokens
from lti_app.placement.notice_worker import register_notice_handler
from lti_app.settings import Settings

NIGHT = "rosters.night"
log = structlog.get_logger(__name__)


class Outward(Protocol):
    """What these tasks work with; `score_delivery.worker.Outward` is one."""

    @property
    def app(self) -> Flask:
        """The service."""

    @property
    def settings(self) -> Settings:
        """Its settings."""

    @property
    def http(self) -> LmsHttp:
        """The one way to an LMS."""

    @property
    def tokens(self) -> Tokens:
        """The access tokens of the process."""


class CourseJobs:
    """The tasks of this process, on the engine's queue."""

    def __init__(self, huey: Huey, outward: Outward, prepare: Callable[[], None]) -> None:
        self._huey = huey
        self._outward = outward
        self._prepare = prepare
        self._roster = huey.task(name="roster")(self._read_roster)
        self._comparison = huey.task(name="comparison")(self._read_gradebook)
        self._notices = huey.task(name="notices")(self._register_handler)
        every = outward.settings.score_sweep_every.total_seconds()
        huey.periodic_task(lambda _at: True, name="night", expires=every)(self._run_night)

    def wake_roster(self, cohort_id: int) -> None:
        """Queue the reading of a roster."""
        self._prepare()
        self._roster(cohort_id)

    def wake_comparison(self, cohort_id: int) -> None:
        """Queue the reading of a gradebook."""
        self._prepare()
        self._comparison(cohort_id)

    def wake_notices(self, deployment_row_id: int) -> None:
        """Queue asking a deployment's LMS for notices."""
        self._prepare()
        self._notices(deployment_row_id)

    def _read_roster(self, cohort_id: int) -> None:
        out = self._outward
        read_roster(out.app, http=out.http, tokens=out.tokens, cohort_id=cohort_id)

    def _read_gradebook(self, cohort_id: int) -> None:
        out = self._outward
        read_gradebook(out.app, http=out.http, tokens=out.tokens, cohort_id=cohort_id)

    def _register_handler(self, deployment_row_id: int) -> None:
        out = self._outward
        register_notice_handler(
            out.app,
            http=out.http,
            tokens=out.tokens,
            deployment_row_id=deployment_row_id,
            handler=f"{out.settings.public_url}/lti/notices",
        )

    def _run_night(self) -> None:
        """Read every roster once a night, whichever worker comes first in its hour."""
        here = utc_now().astimezone(LONDON)
        if here.hour != self._outward.settings.roster_hour:
            return
        storage = self._huey.storage
        last = storage.peek_data(NIGHT)
        today = here.date().isoformat().encode()
        if last is not EmptyData and last == today:
            return
        storage.put_data(NIGHT, today)
        out = self._outward
        log.info("rosters read", kept=read_rosters(out.app, http=out.http, tokens=out.tokens))


def init_course_jobs(app: Flask, huey: Huey, outward: Outward, prepare: Callable[[], None]) -> None:
    """Set these tasks up on the engine's queue."""
    app.extensions["course_jobs"] = CourseJobs(huey, outward, prepare)


def wake_roster(cohort_id: int) -> None:
    """Ask for that course's roster to be read soon; call it after the commit. Never raises."""
    _wake(lambda jobs: jobs.wake_roster(cohort_id))


def wake_comparison(cohort_id: int) -> None:
    """Ask for that course's gradebook to be read soon; call it after the commit. Never raises."""
    _wake(lambda jobs: jobs.wake_comparison(cohort_id))


def wake_notices(deployment_row_id: int) -> None:
    """Ask for that deployment's LMS to be told where notices go; call it after the commit. Never raises."""
    _wake(lambda jobs: jobs.wake_notices(deployment_row_id))


def _wake(wake: Callable[[CourseJobs], None]) -> None:
    try:
        wake(current_app.extensions["course_jobs"])
    except Exception:
        # What was asked for stands in the database all the same; no page may fail because a convenience did.
        log.exception("a reading could not be queued")
