"""The launch itself: what the LMS posted is verified, used up, and turned into a visit or a ticket."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.course_jobs import wake_notices
from lti_app.jobs import wake_delivery
from lti_app.launch import refusal_pages as refusals
from lti_app.launch.admission_actions import admit
from lti_app.launch.admission_rules import Admitted, Door, NotApproved, OpenedVisit
from lti_app.launch.known_actions import use_login
from lti_app.launch.landing_pages import lead_on
from lti_app.launch.landing_rules import NewWindowPage
from lti_app.launch.reads import WaitingLogin, find_login, find_visit_of_login
from lti_app.launch.secret_rules import digest
from lti_app.launch.storage_rules import describe_storage
from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import ProtocolFaults
from lti_app.lti.launch import AuthError, AuthResponse, read_auth_response, verify
from lti_app.placement.notice_actions import record_offer
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_programme, get_settings, remember_organisation
from lti_app.web.logs import get_request_id, read_milliseconds
from lti_app.web.protocol import get_key_sets, get_limits, get_tool_hosts

pages = Blueprint("launch", __name__)
TWIN_PATIENCE = timedelta(seconds=3)
"""A launch that came again so soon after its login was used is a double click: its twin is still being let in."""

TWIN_LOOK_EVERY_SECONDS = 0.05


@pages.post("/lti/launch")
@entry.anyone
def receive_launch() -> ResponseReturnValue:
    """Verify what the LMS posted, use its login up, let the person in, and lead on."""
    now = utc_now()
    try:
        answer = read_auth_response(request.form)
    except ProtocolFaults as faults:
        refusals.refuse(faults, platform=None, now=now)
    login = find_login(answer.state, now=now) if answer.state else None
    if login is None or login.used_at is not None:
        return _reopen(login)
    claims = _verify(answer, login)
    admitted = _admit(claims, login)
    if admitted is None:
        return _reopen(find_login(answer.state or "", now=utc_now()))
    return _land(admitted, login)


def _verify(answer: AuthResponse | AuthError, login: WaitingLogin) -> LaunchClaims:
    """The claims of the launch; refused where anything at all is wrong with it."""
    now = utc_now()
    if not login.is_of(find_browser_secret()):
        refusals.refuse_other_browser(login.platform, now=now)
    if isinstance(answer, AuthError):
        refusals.refuse_error_answer(answer, platform=login.platform, now=now)
    try:
        return verify(
            answer.id_token,
            platform=login.platform,
            expected=login.expected(tool_hosts=get_tool_hosts()),
            keys=get_key_sets(),
            limits=get_limits(),
            now=now,
        )
    except ProtocolFaults as faults:
        refusals.refuse(faults, platform=login.platform, now=now)


def _admit(claims: LaunchClaims, login: WaitingLogin) -> Admitted | None:
    """What the launch led to, its login being used up by it; None where another launch had used it."""
    now = utc_now()
    settings = get_settings()
    door = Door(
        platform_id=login.platform.id,
        reference=get_request_id(),
        state_digest=login.state_digest,
        proof_digest=login.proof_digest,
        browser_secret=find_browser_secret(),
        visit_lifetime=settings.visit_lifetime,
        ticket_lifetime=settings.ticket_lifetime,
        stopwatch=read_milliseconds,
    )
    used = use_login(claims, door=door, now=now)
    if used is None:
        return None
    admitted = used.admitted or admit(claims, door=door, programme=get_programme(), now=now)
    if isinstance(admitted, NotApproved):
        refusals.refuse_deployment(claims, platform=login.platform, known=admitted.known, now=now)
    if claims.notice_service is not None and record_offer(
        deployment_row_id=admitted.admission.deployment_row_id, service=claims.notice_service, now=now
    ):
        wake_notices(admitted.admission.deployment_row_id)
    if admitted.queued_for is not None:
        wake_delivery(admitted.queued_for)
    return admitted


def _land(admitted: Admitted, login: WaitingLogin) -> ResponseReturnValue:
    """The visit's page; where no cookie came back, the button that opens it in a new window."""
    remember_organisation(admitted.admission.organisation_id)
    if admitted.ticket is None:
        return lead_on(admitted.admission, admitted.visit_id or "")
    page = NewWindowPage(
        person_name=admitted.person_name,
        cohort_title=admitted.cohort_title,
        action=url_for("ticket.redeem_ticket"),
        ticket=admitted.ticket,
        storage=describe_storage(
            login.platform, target=login.storage_target, state_digest=login.state_digest, proof=None
        )
        if login.proof_digest
        else None,
    )
    return render_template("launch/new_window.html", page=page)


def _reopen(login: WaitingLogin | None) -> ResponseReturnValue:
    """The live visit that this very launch has opened in this browser already; else a page that says what to do."""
    now = utc_now()
    secret = find_browser_secret()
    if login is None or secret is None or not login.is_of(secret) or login.used_at is None:
        refusals.refuse_reused(login.platform if login else None, now=now)
    visit = _find_visit(login.state_digest, secret)
    # Counted from that use: a login that opened nothing must not hold a process as often as it is sent again.
    until = time.monotonic() + (TWIN_PATIENCE - (now - login.used_at)).total_seconds()
    while visit is None and time.monotonic() < until:
        time.sleep(TWIN_LOOK_EVERY_SECONDS)
        visit = _find_visit(login.state_digest, secret)
    if visit is None:
        refusals.refuse_reused(login.platform, now=now)
    return lead_on(visit.admission, visit.visit_id)


def _find_visit(state_digest: str, secret: str) -> OpenedVisit | None:
    return find_visit_of_login(
        state_digest, browser_digest=digest(secret), idle=get_settings().visit_idle, now=utc_now()
    )
