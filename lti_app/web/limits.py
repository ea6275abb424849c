"""How often is too often, as this service is set up, and what somebody is told who comes too often."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

from lti_app.errors import Refused
from lti_app.launch.limit_actions import record_use
from lti_app.launch.limit_rules import Limit, Limited
from lti_app.web.current import get_settings

LONGEST_IN_MINUTES = 120


def make_limit(kind: Limited) -> Limit:
    """The limit of that kind, in the window that the settings give."""
    settings = get_settings()
    most = {
        Limited.LOGIN: settings.login_limit,
        Limited.FAILURE: settings.failure_limit,
        Limited.SIGNED_LINK: settings.signed_link_limit,
        Limited.CERTIFICATE: settings.certificate_limit,
    }[kind]
    return Limit(kind=kind, most=most, window=settings.limit_window, secret=settings.secret_key)


def stop_if_too_often(kind: Limited, *of: str, now: datetime) -> None:
    """Count one more use of the link or ticket that `of` names; Refused with 429 where it is one too many."""
    too_often = record_use(make_limit(kind), *of, now=now)
    if too_often is not None:
        refuse_too_often(too_often.wait)


def refuse_too_often(wait: timedelta, *, reason: str = "too many requests") -> NoReturn:
    """Say that it was too often, and from when it works again."""
    raise Refused(
        reason,
        title="That was too often in a short time",
        advice=f"Wait {_describe(wait)}, then go back and try again. Nothing that was saved is lost.",
        status=429,
        wait=wait,
    )


def _describe(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60)
    if minutes > LONGEST_IN_MINUTES:
        return f"{-(-minutes // 60)} hours"
    return "one minute" if minutes <= 1 else f"{minutes} minutes"
