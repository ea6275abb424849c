"""The way to the line manager's desk: the page of a link, and the code that proves who opened it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.errors import Refused
from lti_app.jobs import wake_mail
from lti_app.launch.limit_rules import Limited, mask_address
from lti_app.sign_off import link_actions
from lti_app.sign_off.refusal_rules import say_refusal
from lti_app.sign_off.visit_reads import LinkPage, find_link_page
from lti_app.sign_off.visit_rules import LinkState
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_settings, give_browser_secret, make_browser_secret
from lti_app.web.limits import stop_if_too_often

pages = Blueprint("sign_off_link", __name__)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page that asks for a code. `faults` are pairs of a field and a message."""

    title: str
    link: LinkPage
    token: str
    faults: tuple[tuple[str, str], ...] = ()


@pages.get("/m/link/<token>")
@entry.anyone
def show_link(token: str) -> ResponseReturnValue:
    """Say what the link is for. Looking uses nothing up and opens nothing, so that a mail scanner may look."""
    link = _get_link(token, now=utc_now())
    return render_template("sign_off/link.html", link=link, token=token, can_mail=get_settings().can_mail)


@pages.post("/m/link/<token>")
@entry.anyone
def use_link(token: str) -> ResponseReturnValue:
    """Open the desk where this browser may, or mail a code."""
    now, settings = utc_now(), get_settings()
    _check_origin()
    _get_link(token, now=now)
    stop_if_too_often(Limited.SIGNED_LINK, "line manager", token, now=now)
    secret = find_browser_secret() or make_browser_secret()
    outcome = link_actions.begin_with_link(
        token,
        browser_secret=secret,
        can_mail=settings.can_mail,
        key=settings.secret_key,
        lifetime=settings.visit_lifetime,
        now=now,
    )
    if isinstance(outcome, link_actions.LinkRefused):
        _refuse(outcome.state, outcome.reason)
    if isinstance(outcome, link_actions.Opened):
        return _lead_to_desk(outcome.visit_id, secret)
    wake_mail()
    return _keep_browser(redirect(url_for("sign_off_link.show_code", token=token), code=303), secret)


@pages.get("/m/link/<token>/code")
@entry.anyone
def show_code(token: str) -> ResponseReturnValue:
    """Ask for the code that was mailed."""
    page = CodePage("Enter the code", _get_link(token, now=utc_now()), token)
    return render_template("sign_off/code.html", page=page)


@pages.post("/m/link/<token>/code")
@entry.anyone
def enter_code(token: str) -> ResponseReturnValue:
    """Open the desk with the right code."""
    now, settings = utc_now(), get_settings()
    _check_origin()
    link = _get_link(token, now=now)
    stop_if_too_often(Limited.SIGNED_LINK, "line manager's code", token, now=now)
    outcome = link_actions.enter_code(
        token,
        code=request.form.get("code", ""),
        browser_secret=find_browser_secret() or "",
        key=settings.secret_key,
        lifetime=settings.visit_lifetime,
        now=now,
    )
    if isinstance(outcome, link_actions.Opened):
        return _lead_to_desk(outcome.visit_id, find_browser_secret() or "")
    if outcome.state is not None:
        _refuse(outcome.state, outcome.reason)
    faults = (("code", say_refusal(None, outcome.reason).advice),)
    page = CodePage("Enter the code", link, token, faults)
    return render_template("sign_off/code.html", page=page), 422


def _get_link(token: str, *, now: datetime) -> LinkPage:
    """The page of a good link. One that is not good is refused, and the refusal put on the trail, seldom enough."""
    key = get_settings().secret_key
    found = find_link_page(token, key=key, now=now)
    if not isinstance(found, LinkPage):
        whose = mask_address(request.remote_addr)
        stop_if_too_often(Limited.SIGNED_LINK, "line manager's link refused", whose, now=now)
        link_actions.record_refused_link(token, key=key, now=now)
        _refuse(found)
    return found


def _check_origin() -> None:
    # There is no visit yet whose token could prove it: only our own page may post to a link.
    if request.headers.get("Origin") != get_settings().public_url:
        raise Refused(
            "line manager's link from another site",
            title="This form could not be accepted",
            advice="It did not come from a page of ours. Open the link again and press the button there.",
        )


def _lead_to_desk(visit_id: str, secret: str) -> Response:
    return _keep_browser(redirect(url_for("sign_off_desk.show_desk", visit_id=visit_id), code=303), secret)


def _keep_browser(answer: ResponseReturnValue, secret: str) -> Response:
    response = make_response(answer)
    if find_browser_secret() is None and secret:
        give_browser_secret(response, secret)
    return response


def _refuse(state: LinkState | None, reason: str = "") -> NoReturn:
    words = say_refusal(state, reason)
    raise Refused(reason or str(state), title=words.title, advice=words.advice, status=words.status)
