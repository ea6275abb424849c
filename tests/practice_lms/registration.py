"""Dynamic registration: the configuration, the registration endpoint with its tokens, and the tools it made."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

import jwt
from flask import Blueprint, Flask, Response, current_app, render_template, request

from lti_app.clock import utc_now
from tests.practice_lms.answers import answer, php_json
from tests.practice_lms.registration_rules import (
    RefusedRegistrationError,
    Registration,
    read_registration,
    write_answer,
)
from tests.practice_lms.replay import MOODLE, read_capture
from tests.practice_lms.storage import Row, as_int, as_text
from tests.practice_lms.world import World, the_world

blueprint = Blueprint("registration", __name__)
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
TOKEN_SECONDS = 3600
CLIENT_ID_LETTERS = 15


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that registered itself; its number is the deployment that it was told."""

    id: int
    client_id: str
    active: bool
    kept: Registration


def list_tools(world: World) -> list[Tool]:
    """Return the tools that registered themselves."""
    return [_tool(row) for row in world.storage.rows("SELECT * FROM tools ORDER BY id")]


def find_tool(world: World, number: int) -> Tool | None:
    """Return the tool with this number, or None."""
    row = world.storage.find("SELECT * FROM tools WHERE id = ?", number)
    return _tool(row) if row else None


def _tool(row: Row) -> Tool:
    said = json.loads(as_text(row["kept"]))
    kept = Registration(**{**said, "redirect_uris": tuple(said["redirect_uris"])})
    return Tool(as_int(row["id"]), as_text(row["client_id"]), bool(row["active"]), kept)


def mint_token(world: World, tool: Tool | None = None) -> str:
    """Return a registration token: for a new client, or to update a tool."""
    subject = str(tool.id) if tool else secrets.token_hex(CLIENT_ID_LETTERS)[:CLIENT_ID_LETTERS]
    now = int(utc_now().timestamp())
    scope = "reg-update" if tool else "reg"
    return world.key.sign({"sub": subject, "scope": scope, "iat": now, "exp": now + TOKEN_SECONDS})


def activate(app: Flask, tool: Tool) -> None:
    """Let the course use this tool from now on."""
    world = the_world()
    world.storage.write("UPDATE tools SET active = 1 WHERE id = ?", tool.id)
    settings = replace(
        world.settings,
        client_id=tool.client_id,
        deployment=str(tool.id),
        custom=tool.kept.custom,
        shares_names=tool.kept.shares_names,
        shares_email=tool.kept.shares_email,
    )
    app.extensions["practice_lms"] = replace(world, settings=settings)


def activate_again(app: Flask) -> None:
    """Let the course use the tool that it used before the last stop."""
    with app.app_context():
        for tool in list_tools(the_world()):
            if tool.active:
                activate(app, tool)


@blueprint.get("/mod/lti/openid-configuration.php")
def show_configuration() -> Response:
    """Answer with what the captured Moodle says of itself, at this address."""
    written = json.dumps(read_capture("openid-configuration")).replace(MOODLE, the_world().settings.issuer)
    return answer(200, php_json(json.loads(written)), JSON)


@blueprint.route("/mod/lti/openid-registration.php", methods=["GET", "POST"])
def register() -> Response:
    """Register or update a tool, or read its registration back."""
    world = the_world()
    try:
        said = _answer(world, _read_token(world))
    except RefusedRegistrationError as refused:
        if refused.status == 404:
            page = render_template("error.html", message=f"Exception - {refused.said}")
            return answer(404, page, HTML)
        return answer(refused.status, refused.said, HTML)
    return answer(200, php_json(said), JSON)


def _read_token(world: World) -> dict[str, Any]:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token:
        raise RefusedRegistrationError("missing_registration_token", 401)
    try:
        jwt.get_unverified_header(token)
    except jwt.InvalidTokenError as fault:
        raise RefusedRegistrationError("Syntax error, malformed JSON", 404) from fault
    try:
        claims: dict[str, Any] = world.key.read(token)
    except jwt.InvalidTokenError as fault:
        raise RefusedRegistrationError("Signature verification failed", 404) from fault
    if claims["scope"] == "reg" and world.storage.find(
        "SELECT id FROM tools WHERE client_id = ?", claims["sub"]
    ):
        raise RefusedRegistrationError("token_already_used", 401)
    return claims


def _answer(world: World, claims: dict[str, Any]) -> dict[str, Any]:
    if claims["scope"] == "reg-update":
        tool = find_tool(world, int(claims["sub"]))
        if tool is None:
            raise RefusedRegistrationError("Invalid request", 404)
        if request.method == "POST":
            tool = replace(tool, kept=_read_body())
            world.storage.write("UPDATE tools SET kept = ? WHERE id = ?", _written(tool.kept), tool.id)
            if tool.active:
                activate(current_app._get_current_object(), tool)  # type: ignore[attr-defined]
        return write_answer(tool.kept, client_id=tool.client_id, deployment=str(tool.id))
    kept = _read_body()
    number = world.storage.add(
        "INSERT INTO tools (client_id, active, kept) VALUES (?, 0, ?)", claims["sub"], _written(kept)
    )
    return write_answer(kept, client_id=claims["sub"], deployment=str(number))


def _read_body() -> Registration:
    sent = request.get_json(silent=True, force=True)
    if not isinstance(sent, dict):
        raise RefusedRegistrationError(
            "mod_lti\\local\\ltiopenid\\registration_helper::registration_to_config(): Argument #1 "
            "($registrationpayload) must be of type array, null given",
            404,
        )
    return read_registration(sent)


def _written(kept: Registration) -> str:
    return json.dumps(asdict(kept))
