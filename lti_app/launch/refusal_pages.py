"""What a person is told whose launch is refused; each refusal is written in the launch log under its reference."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from flask import request

from lti_app.errors import Refused
from lti_app.launch.limit_rules import Limited, TooOften, mask_address
from lti_app.launch.log_actions import record_refusal
from lti_app.launch.return_rules import decide_way_back
from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import ProtocolFaults, describe_fault
from lti_app.lti.launch import AuthError
from lti_app.lti.platforms import Platform
from lti_app.organisation.actions import record_unknown_deployment
from lti_app.web.limits import make_limit, refuse_too_often
from lti_app.web.logs import get_request_id, read_milliseconds
from lti_app.web.security import allow_framing_by

OPEN_AGAIN = "Go back to your course and open the activity again from there."
TELL_ADMINISTRATOR = (
    "If it happens again, give the reference below to whoever looks after your learning site."
)


def refuse(faults: ProtocolFaults, *, platform: Platform | None, now: datetime) -> NoReturn:
    """Refuse a login or launch that does not keep to the protocol, naming all that is wrong."""
    told = " ".join(dict.fromkeys(describe_fault(fault) for fault in faults.faults))
    _refuse(
        str(faults)[:1000],
        title="This activity could not be opened",
        advice=f"{told} {OPEN_AGAIN} {TELL_ADMINISTRATOR}",
        status=400,
        platform=platform,
        return_url=faults.return_url,
        now=now,
    )


def refuse_unknown_lms(*, now: datetime) -> NoReturn:
    """Refuse a login from an LMS that nobody has registered."""
    _refuse(
        "lms not registered",
        title="Your learning site is not connected yet",
        advice="This service does not know the learning site that you came from. Its administrator needs to register "
        "it here first; until then no activity can be opened. Please pass on the reference below.",
        status=400,
        now=now,
    )


def refuse_other_browser(platform: Platform, *, now: datetime) -> NoReturn:
    """Refuse a launch that was begun in another browser."""
    _refuse(
        "begun in another browser",
        title="This activity was opened in another browser",
        advice=f"An activity must be opened in the browser that you started from. {OPEN_AGAIN}",
        status=400,
        platform=platform,
        now=now,
    )


def refuse_reused(platform: Platform | None, *, now: datetime) -> NoReturn:
    """Refuse a launch whose login is unknown, used up or too old."""
    _refuse(
        "state unknown or used",
        title="Please open it again from your course",
        advice="Each link from your course can be used once, and for a few minutes. This happens when a page is "
        f"reloaded, or when you go back to it. {OPEN_AGAIN} Everything that was saved is kept.",
        status=400,
        platform=platform,
        now=now,
    )


def refuse_error_answer(answer: AuthError, *, platform: Platform, now: datetime) -> NoReturn:
    """Refuse where the LMS answered with an error in place of a launch."""
    _refuse(
        f"lms answered {answer.error[:40]}",
        title="Your learning site did not open the activity",
        advice=f"It answered “{answer.error[:40]}”. You may have been signed out there. {OPEN_AGAIN} "
        f"{TELL_ADMINISTRATOR}",
        status=400,
        platform=platform,
        now=now,
    )


def refuse_deployment(claims: LaunchClaims, *, platform: Platform, known: bool, now: datetime) -> NoReturn:
    """Refuse a deployment that nobody has approved; one never seen before is noted, so that it can be."""
    # Its pages may not frame ours in general, but the person must be able to read this one.
    allow_framing_by(claims.issuer)
    if not known:
        record_unknown_deployment(platform_id=platform.id, deployment_id=claims.deployment_id, now=now)
    _refuse(
        "deployment not approved" if known else "deployment unknown",
        title="This connection is waiting for approval",
        advice="Your learning site is known here, but this way of opening the service (its deployment) has not been "
        "approved yet. The service’s administrator can approve it; please pass on the reference below.",
        status=403,
        platform=platform,
        return_url=claims.return_url,
        now=now,
    )


def refuse_used_ticket(*, now: datetime) -> NoReturn:
    """Refuse a ticket that was used before or has run out."""
    _refuse(
        "ticket unknown or used",
        title="Please open it again from your course",
        advice=f"The button works once, and for ten minutes. {OPEN_AGAIN}",
        status=400,
        now=now,
    )


def refuse_foreign_ticket(*, now: datetime) -> NoReturn:
    """Refuse a ticket that did not come from a page of ours."""
    _refuse(
        "ticket from another site",
        title="Please open it again from your course",
        advice=f"This request did not come from a page of this service. {OPEN_AGAIN}",
        status=403,
        now=now,
    )


def refuse_login_too_often(too_often: TooOften, *, platform: Platform, now: datetime) -> NoReturn:
    """Refuse a person who begins one login after the other; the log holds the first such of each window."""
    if too_often.first:
        _record("too many logins of one person", platform=platform, now=now)
    refuse_too_often(too_often.wait, reason="too many logins")


def _refuse(
    reasons: str,
    *,
    title: str,
    advice: str,
    status: int,
    now: datetime,
    platform: Platform | None = None,
    return_url: str | None = None,
) -> NoReturn:
    too_often = _record(reasons, platform=platform, now=now)
    if too_often is not None:
        refuse_too_often(too_often.wait, reason="too many failures")
    way_back = None
    if platform is not None:
        way_back = decide_way_back(
            return_url, platform=platform, told=title, reason=reasons, reference=get_request_id()
        )
    raise Refused(
        reasons, title=title, advice=advice, status=status, reference=get_request_id(), way_back=way_back
    )


def _record(reasons: str, *, platform: Platform | None, now: datetime) -> TooOften | None:
    return record_refusal(
        reference=get_request_id(),
        reasons=reasons,
        platform_id=platform.id if platform else None,
        milliseconds=round(read_milliseconds()),
        address=mask_address(request.remote_addr),
        limit=make_limit(Limited.FAILURE),
        now=now,
    )
