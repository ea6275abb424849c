"""Clearing away, once a day, what is over: logins, tickets, visits, invitations, old log lines and replaced keys."""

from __future__ import annotations

from datetime import date, datetime

import structlog
from flask import Flask
from huey import Huey

from lti_app.administration.actions import clear_expired_administration
from lti_app.clock import utc_now
from lti_app.cpd.actions import clear_deleted_records
from lti_app.launch.actions import clear_expired
from lti_app.mail.lease_actions import clear_old_mails
from lti_app.organisation.key_actions import drop_old_keys
from lti_app.organisation.registering_actions import clear_used_registrations
from lti_app.settings import Settings
from lti_app.sign_off.visit_actions import clear_expired_line_manager_visits

log = structlog.get_logger(__name__)


def clean_up(settings: Settings, *, now: datetime) -> int:
    """Clear away what is over; how many keys were dropped."""
    clear_expired(now=now, logs_kept=settings.launch_log_kept)
    clear_expired_administration(now=now)
    clear_deleted_records(now=now)
    clear_used_registrations(now=now)
    clear_expired_line_manager_visits(now=now)
    clear_old_mails(now=now, kept=settings.mail_kept)
    return drop_old_keys(now=now)


class CleaningJob:
    """The task of this process: it runs when the consumer starts, and when a day begins."""

    def __init__(self, huey: Huey, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._cleaned_on: date | None = None
        huey.periodic_task(self._is_due, name="clean")(self._clean)

    def _is_due(self, _at: datetime) -> bool:
        today = utc_now().date()
        due = today != self._cleaned_on
        self._cleaned_on = today
        return due

    def _clean(self) -> None:
        with self._app.app_context():
            dropped = clean_up(self._settings, now=utc_now())
        log.info("cleared what is over", keys_dropped=dropped)
