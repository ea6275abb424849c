"""The login: where a launch begins, and where the LMS's storage is tried by a browser that brought no cookie."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.launch import actions
from lti_app.launch import refusal_pages as refusals
from lti_app.launch.actions import Asked, BegunLogin, RefusedLogin
from lti_app.launch.limit_rules import Limited
from lti_app.launch.reads import find_named_platform
from lti_app.launch.secret_rules import digest
from lti_app.launch.storage_rules import StoragePage, describe_storage
from lti_app.lti.faults import ProtocolFaults
from lti_app.lti.login import LoginRequest, build_auth_address, read_login
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_settings, give_browser_secret, make_browser_secret
from lti_app.web.limits import make_limit

pages = Blueprint("login", __name__)


@pages.route("/lti/login", methods=["GET", "POST"])
@entry.anyone
def begin_login() -> ResponseReturnValue:
    """Send the browser to the LMS's authorisation address (OIDC third-party initiated login)."""
    if _only_looks():
        return "", 204 if request.method == "HEAD" else 503
    now = utc_now()
    try:
        login = read_login(request.values)
    except ProtocolFaults as faults:
        named = find_named_platform(request.values.get("iss", ""), request.values.get("client_id", ""))
        refusals.refuse(faults, platform=named, now=now)
    known = find_browser_secret()
    secret = known or make_browser_secret()
    begun = actions.begin_login(
        login,
        browser_secret=secret,
        offer_storage=known is None,
        limit=make_limit(Limited.LOGIN),
        lifetime=get_settings().state_lifetime,
        now=now,
    )
    if begun is None:
        refusals.refuse_unknown_lms(now=now)
    if isinstance(begun, RefusedLogin):
        refusals.refuse_login_too_often(begun.too_often, platform=begun.platform, now=now)
    response = make_response(_go_on(login, begun))
    if known is None:
        give_browser_secret(response, secret)
    return response


def _only_looks() -> bool:
    """Whether nobody has followed the link yet: a HEAD, or a browser that fetches ahead. Neither begins a login."""
    given = request.environ
    ahead = given.get("HTTP_SEC_PURPOSE", "") + given.get("HTTP_PURPOSE", "")
    return given["REQUEST_METHOD"] == "HEAD" or "prefetch" in ahead


def _go_on(login: LoginRequest, begun: BegunLogin) -> ResponseReturnValue:
    """On to the LMS at once; where its storage may hold a proof, by a page that puts it there first."""
    plain = _ask(login, begun, begun.plain)
    if begun.stored is None:
        return redirect(plain, code=302)
    storage = describe_storage(
        begun.platform,
        target=login.storage_target,
        state_digest=digest(begun.stored.state),
        proof=begun.stored.proof,
    )
    if storage is None:
        return redirect(plain, code=302)
    page = StoragePage(
        title="Opening your activity",
        storage=storage,
        stored_address=_ask(login, begun, begun.stored),
        plain_address=plain,
    )
    return render_template("launch/storage.html", page=page)


def _ask(login: LoginRequest, begun: BegunLogin, asked: Asked) -> str:
    redirect_uri = get_settings().launch_url
    return build_auth_address(
        begun.platform, login, redirect_uri=redirect_uri, state=asked.state, nonce=asked.nonce
    )
