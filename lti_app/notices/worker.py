"""The weekly round: on a Monday morning, for everybody who wants the mail, one after another."""

from __future__ import annotations

from datetime import date, datetime

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.notices.weekly_actions import send_weekly
from lti_app.notices.weekly_reads import list_due_choices
from lti_app.notices.weekly_rules import decide_week, sign_leave
from lti_app.programme.model import Programme
from lti_app.settings import Settings

log = structlog.get_logger(__name__)


def queue_weekly_mails(app: Flask, *, now: datetime | None = None) -> int:
    """How many mails are now in the outbox; 0 at any other time of the week, and where no mail is set up."""
    now = now or utc_now()
    settings: Settings = app.extensions["settings"]
    week = decide_week(now)
    if week is None or not settings.can_mail:
        return 0
    with app.app_context():
        queued = sum(_queue_one(app, settings, one, week, now) for one in list_due_choices(week))
    if queued:
        log.info("weekly mails queued", mails=queued)
    return queued


def _queue_one(app: Flask, settings: Settings, choice_id: int, week: date, now: datetime) -> bool:
    programme: Programme = app.extensions["programme"]
    token = sign_leave(choice_id, secret=settings.secret_key)
    try:
        return send_weekly(
            choice_id=choice_id,
            week=week,
            programme=programme,
            leave_url=f"{settings.public_url}/notices/leave/{token}",
            now=now,
        )
    except Exception:
        # The worker's edge: one person whose mail we cannot write must not keep the others from theirs.
        log.exception("weekly mail could not be queued", choice_id=choice_id)
        return False
