"""Asking an LMS to send its notices here (Platform Notification Service 1.0)."""

from __future__ import annotations

from datetime import datetime

from lti_app.lti.notices import SCOPE_HANDLERS, build_handler
from lti_app.lti.service_calls import Caller, ServiceRefused, call_service


def register_handler(caller: Caller, *, url: str, handler: str, now: datetime) -> None:
    """Have the LMS send copies of courses to `handler`. Raises as `call_service` does, and ServiceRefused."""
    answer = call_service(
        caller,
        url=url,
        scopes=frozenset({SCOPE_HANDLERS}),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        body=build_handler(handler),
        now=now,
        method="PUT",
    )
    if not 200 <= answer.status < 300:
        raise ServiceRefused(answer.status)
