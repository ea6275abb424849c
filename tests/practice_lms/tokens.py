"""The token endpoint and the platform's own key set."""

import json
import secrets
import time
from dataclasses import dataclass

import jwt
from flask import Blueprint, Response, request

from lti_app.clock import utc_now
from tests.practice_lms.answers import answer, drop_connection
from tests.practice_lms.notices import are_offered
from tests.practice_lms.services import AGS
from tests.practice_lms.tool_keys import UnverifiedError
from tests.practice_lms.world import World, the_world

blueprint = Blueprint("tokens", __name__)
HTML = "text/html; charset=utf-8"
LIFETIME_SECONDS = 3600
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PERMITTED = (
    f"{AGS}lineitem",
    f"{AGS}lineitem.readonly",
    f"{AGS}result.readonly",
    f"{AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
NOT_MOODLE = ("https://purl.imsglobal.org/spec/lti/scope/noticehandlers",)
HUGE_BYTES = 6_000_000


@dataclass(frozen=True, slots=True)
class TokenError(Exception):
    """Why no token is given, in the words that Moodle or its library uses."""

    error: str


def _check_assertion(world: World) -> None:
    assertion = request.form["client_assertion"]
    try:
        subject = jwt.decode(assertion, options={"verify_signature": False}).get("sub")
    except jwt.InvalidTokenError as fault:
        raise TokenError("invalid_request") from fault
    if not subject:
        raise TokenError("invalid_request")
    if request.form["grant_type"] != "client_credentials":
        raise TokenError("unsupported_grant_type")
    if request.form["client_assertion_type"] != JWT_BEARER:
        raise TokenError("unsupported_grant_type")
    if subject != world.settings.client_id:
        raise TokenError("invalid_client")
    try:
        world.tool_keys.verify(assertion)
    except UnverifiedError as fault:
        raise TokenError(str(fault)) from fault


def _grant(world: World) -> str:
    if not all(
        request.form.get(name)
        for name in ("grant_type", "client_assertion_type", "client_assertion", "scope")
    ):
        raise TokenError("invalid_request")
    _check_assertion(world)
    allowed = PERMITTED + (NOT_MOODLE if are_offered(world) else ())
    granted = [scope for scope in request.form["scope"].split(" ") if scope in allowed]
    if not granted:
        raise TokenError("invalid_scope")
    return " ".join(granted)


@blueprint.route("/mod/lti/token.php", methods=["GET", "POST"])
def give_token() -> Response:
    """Answer with a new token, as JSON that calls itself HTML; older tokens go on working."""
    world = the_world()
    time.sleep(world.faults.plan.token_delay_ms / 1000)
    if world.faults.plan.token_500:
        return answer(500, "<html><body><h1>Error writing to database</h1></body></html>", HTML)
    try:
        scope = _grant(world)
    except TokenError as refused:
        # Moodle does not escape: the library's text about a `kid` brings its own quotes and breaks the JSON.
        return answer(400, f'{{\n  "error" : "{refused.error}"\n}}', HTML)
    token = secrets.token_hex(16)
    expires_at = utc_now().timestamp() + LIFETIME_SECONDS
    world.storage.write("INSERT INTO tokens VALUES (?, ?, ?)", token, scope, expires_at)
    body = (
        f'{{\n  "access_token" : "{token}",\n  "token_type" : "Bearer",\n'
        f'  "expires_in" : {LIFETIME_SECONDS},\n  "scope" : "{scope}"\n}}'
    )
    return answer(200, body, HTML)


@blueprint.get("/mod/lti/certs.php")
def show_keys() -> Response:
    """Answer with the platform's key set, or with one of the ways in which it can be wrong."""
    world = the_world()
    written = json.dumps(world.key.key_set(), indent=1)
    match world.faults.plan.jwks:
        case "500":
            return answer(500, "<html><body><h1>Error</h1></body></html>", HTML)
        case "html":
            return answer(200, "<html><body><h1>Site under maintenance</h1></body></html>", HTML)
        case "huge":
            return answer(200, written[:-1] + " " * HUGE_BYTES + "}", "application/json; charset=utf-8")
        case "slow":
            time.sleep(30)
            return drop_connection()
        case _:
            return answer(200, written, "application/json; charset=utf-8")
