"""Asking an LMS, outside requests, to send its notices here."""

from __future__ import annotations

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.cohort.words_rules import CallTrouble, name_call_trouble
from lti_app.lti.http import LmsHttp, Unreachable
from lti_app.lti.notice_calls import register_handler
from lti_app.lti.service_calls import Caller, ServiceRefused
from lti_app.lti.tokens import TokenRefused, Tokens
from lti_app.placement.notice_actions import HandlerCall, begin_handler, record_handler
from lti_app.score_delivery.reads import find_sender

log = structlog.get_logger(__name__)


def register_notice_handler(
    app: Flask, *, http: LmsHttp, tokens: Tokens, deployment_row_id: int, handler: str
) -> bool:
    """Have a deployment's LMS send notices to `handler`; whether it knows now. A failure is tried again a day later."""
    with app.app_context():
        call = begin_handler(deployment_row_id=deployment_row_id, now=utc_now())
        if call is None:
            return False
        trouble = _ask(call, http, tokens, handler)
        if trouble is not None:
            log.warning(
                "notices could not be asked for", deployment_row_id=deployment_row_id, why=trouble.name
            )
        why = trouble.value if trouble is not None else None
        record_handler(deployment_row_id=deployment_row_id, why=why, now=utc_now())
        return trouble is None


def _ask(call: HandlerCall, http: LmsHttp, tokens: Tokens, handler: str) -> CallTrouble | None:
    sender = find_sender(call.platform_id, now=utc_now())
    if sender is None:
        return CallTrouble.NOT_APPROVED
    caller = Caller(http, tokens, sender.platform, sender.key)
    try:
        register_handler(caller, url=call.url, handler=handler, now=utc_now())
    except Unreachable:
        return CallTrouble.NO_ANSWER
    except (ServiceRefused, TokenRefused) as refused:
        return name_call_trouble(status=refused.status)
    return None
