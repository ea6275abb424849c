"""The new window: where a ticket becomes a visit."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.launch import refusal_pages as refusals
from lti_app.launch.landing_pages import lead_on
from lti_app.launch.limit_rules import Limited
from lti_app.launch.secret_rules import digest
from lti_app.launch.ticket_actions import redeem_ticket as redeem
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_settings, give_browser_secret, make_browser_secret
from lti_app.web.limits import stop_if_too_often
from lti_app.web.logs import read_milliseconds

pages = Blueprint("ticket", __name__)


@pages.post("/launch/ticket")
@entry.anyone
def redeem_ticket() -> ResponseReturnValue:
    """Open the visit that a ticket stands for, in the window that posted it."""
    now = utc_now()
    # Only our own page may post a ticket: from elsewhere it would put a stranger's visit into this browser.
    if request.headers.get("Origin") != get_settings().public_url:
        refusals.refuse_foreign_ticket(now=now)
    ticket = request.form.get("ticket", "")
    stop_if_too_often(Limited.SIGNED_LINK, digest(ticket), now=now)
    known = find_browser_secret()
    secret = known or make_browser_secret()
    opened = redeem(
        ticket,
        proof=request.form.get("proof", ""),
        confirmed="confirmed" in request.form,
        browser_secret=secret,
        lifetime=get_settings().visit_lifetime,
        milliseconds=round(read_milliseconds()),
        now=now,
    )
    if opened is None:
        refusals.refuse_used_ticket(now=now)
    response = make_response(lead_on(opened.admission, opened.visit_id))
    if known is None:
        give_browser_secret(response, secret)
    return response
