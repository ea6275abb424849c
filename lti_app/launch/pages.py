"""The way in from an LMS: login, launch, and the ticket for a new window."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.jobs import wake_delivery
from lti_app.launch import actions
from lti_app.launch import refusal_pages as refusals
from lti_app.launch.admission_actions import Admitted, Door, NotApproved, admit
from lti_app.launch.admission_rules import Admission
from lti_app.launch.landing_rules import Landing, NewWindowPage, PlainPage, decide_landing
from lti_app.launch.reads import WaitingLogin, find_visit_of_login, find_waiting_login
from lti_app.launch.secret_rules import digest
from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import ProtocolFaults
from lti_app.lti.launch import AuthError, AuthResponse, read_auth_response, verify
from lti_app.lti.login import build_auth_address, read_login
from lti_app.web import entry
from lti_app.web.current import (
    find_browser_secret,
    get_programme,
    get_settings,
    give_browser_secret,
    make_browser_secret,
)
from lti_app.web.logs import get_request_id
from lti_app.web.protocol import get_key_sets, get_limits, get_tool_hosts

pages = Blueprint("launch", __name__)


@pages.route("/lti/login", methods=["GET", "POST"])
@entry.anyone
def begin_login() -> ResponseReturnValue:
    """Send the browser to the LMS's authorisation address (OIDC third-party initiated login)."""
    now = utc_now()
    try:
        login = read_login(request.values)
    except ProtocolFaults as faults:
        refusals.refuse(faults, platform_id=None, now=now)
    secret = find_browser_secret() or make_browser_secret()
    begun = actions.begin_login(login, browser_secret=secret, lifetime=get_settings().state_lifetime, now=now)
    if begun is None:
        refusals.refuse_unknown_lms(now=now)
    where = build_auth_address(
        begun.platform, login, redirect_uri=_launch_address(), state=begun.state, nonce=begun.nonce
    )
    response = make_response(redirect(where, code=302))
    if find_browser_secret() is None:
        give_browser_secret(response, secret)
    return response


@pages.post("/lti/launch")
@entry.anyone
def receive_launch() -> ResponseReturnValue:
    """Verify what the LMS posted, use its login up, let the person in, and lead on."""
    now = utc_now()
    try:
        answer = read_auth_response(request.form)
    except ProtocolFaults as faults:
        refusals.refuse(faults, platform_id=None, now=now)
    login = find_waiting_login(answer.state, now=now) if answer.state else None
    if login is None:
        return _reopen(answer.state)
    claims = _verify(answer, login)
    used = actions.consume_login(
        login.state_digest,
        reference=get_request_id(),
        platform_id=login.platform.id,
        message_type=claims.message_type,
        now=now,
    )
    if not used:
        return _reopen(answer.state)
    return _land(_admit(claims, login))


@pages.post("/launch/ticket")
@entry.anyone
def redeem_ticket() -> ResponseReturnValue:
    """Open the visit that a ticket stands for, in the window that posted it."""
    now = utc_now()
    # Only our own page may post a ticket: from elsewhere it would put a stranger's visit into this browser.
    if request.headers.get("Origin") != get_settings().public_url:
        refusals.refuse_foreign_ticket(now=now)
    secret = find_browser_secret() or make_browser_secret()
    opened = actions.redeem_ticket(
        request.form.get("ticket", ""),
        browser_secret=secret,
        lifetime=get_settings().visit_lifetime,
        now=now,
    )
    if opened is None:
        refusals.refuse_used_ticket(now=now)
    response = make_response(_lead_on(opened.admission, opened.visit_id))
    if find_browser_secret() is None:
        give_browser_secret(response, secret)
    return response


def _launch_address() -> str:
    return get_settings().public_url + url_for("launch.receive_launch")


def _verify(answer: AuthResponse | AuthError, login: WaitingLogin) -> LaunchClaims:
    """The claims of the launch; refused where anything at all is wrong with it."""
    now = utc_now()
    browser = find_browser_secret()
    if browser is not None and digest(browser) != login.browser_digest:
        refusals.refuse_other_browser(platform_id=login.platform.id, now=now)
    if isinstance(answer, AuthError):
        refusals.refuse_error_answer(answer, platform_id=login.platform.id, now=now)
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
        refusals.refuse(faults, platform_id=login.platform.id, now=now)


def _admit(claims: LaunchClaims, login: WaitingLogin) -> Admitted:
    now = utc_now()
    settings = get_settings()
    door = Door(
        platform_id=login.platform.id,
        reference=get_request_id(),
        state_digest=login.state_digest,
        browser_secret=find_browser_secret(),
        visit_lifetime=settings.visit_lifetime,
        ticket_lifetime=settings.ticket_lifetime,
    )
    admitted = admit(claims, door=door, programme=get_programme(), now=now)
    if isinstance(admitted, NotApproved):
        refusals.refuse_deployment(claims, platform_id=login.platform.id, known=admitted.known, now=now)
    if admitted.queued_for is not None:
        wake_delivery(admitted.queued_for)
    return admitted


def _land(admitted: Admitted) -> ResponseReturnValue:
    """The visit's page; where no cookie came back, the button that opens it in a new window."""
    if admitted.ticket is not None:
        page = NewWindowPage(
            person_name=admitted.person_name,
            cohort_title=admitted.cohort_title,
            action=url_for("launch.redeem_ticket"),
            ticket=admitted.ticket,
        )
        return render_template("launch/new_window.html", page=page)
    return _lead_on(admitted.admission, admitted.visit_id or "")


def _lead_on(admission: Admission, visit_id: str) -> ResponseReturnValue:
    known = get_programme().find_activity(admission.activity_key or "") is not None
    match decide_landing(admission, activity_known=known):
        case PlainPage() as page:
            return render_template("launch/plain.html", page=page), page.status
        case Landing.ACTIVITY:
            where = url_for("activity.show_activity", visit_id=visit_id, key=admission.activity_key)
        case Landing.COHORT:
            where = url_for("dashboard.show_cohort", visit_id=visit_id)
        case Landing.PICKER:
            where = url_for("placement.show_picker", visit_id=visit_id)
    return redirect(where, code=303)


def _reopen(state: str | None) -> ResponseReturnValue:
    """The live visit that this very launch has opened in this browser already; else a page that says what to do."""
    now = utc_now()
    secret = find_browser_secret()
    idle = get_settings().visit_idle
    visit = (
        find_visit_of_login(state, browser_secret=secret, idle=idle, now=now) if state and secret else None
    )
    if visit is None:
        refusals.refuse_reused(now=now)
    return _lead_on(visit.admission, visit.visit_id)
