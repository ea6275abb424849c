"""The administrator's page "Manage tools": a tool's registration in a frame, Pending until it is activated."""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.authorisation import error_page
from tests.practice_lms.entry import for_signed_in
from tests.practice_lms.people import Kind, Session
from tests.practice_lms.registration import activate, find_tool, list_tools, mint_token
from tests.practice_lms.world import the_world

blueprint = Blueprint("registration_pages", __name__)


@blueprint.get("/admin/tools")
@for_signed_in
def show_tools(session: Session) -> Response:
    """Show the tools, and the field that takes a registration address."""
    if session.person.kind is not Kind.ADMINISTRATOR:
        return error_page("Sorry, but you do not currently have permissions to do that.", 403)
    world = the_world()
    return make_response(
        render_template(
            "tools.html",
            session=session,
            tools=list_tools(world),
            address=f"{world.settings.tool_url}/lti/register",
        )
    )


@blueprint.route("/admin/tools/register", methods=["GET", "POST"])
@for_signed_in
def show_registration(session: Session) -> Response:
    """Show a tool's own registration page in a frame; Moodle asks first where it knows the domain already."""
    if session.person.kind is not Kind.ADMINISTRATOR:
        return error_page("Sorry, but you do not currently have permissions to do that.", 403)
    world = the_world()
    address = request.values.get("address", "").strip()
    if urlsplit(address).scheme not in {"http", "https"}:
        return error_page("Invalid URL", 400)
    known = [tool for tool in list_tools(world) if tool.kept.domain == urlsplit(address).netloc]
    wanted = request.values.get("as")
    if known and wanted is None:
        return make_response(
            render_template("register_again.html", session=session, tools=known, address=address)
        )
    updated = next((tool for tool in known if str(tool.id) == wanted), None)
    asked = {
        "openid_configuration": f"{world.settings.issuer}/mod/lti/openid-configuration.php",
        "registration_token": mint_token(world, updated),
    }
    source = f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"
    return make_response(
        render_template("register_tool.html", session=session, source=source, tool=world.settings.tool_url)
    )


@blueprint.post("/admin/tools/<int:number>/activate")
@for_signed_in
def activate_tool(session: Session, number: int) -> Response | AnyResponse:
    """Let the course use a tool."""
    if session.person.kind is not Kind.ADMINISTRATOR:
        return error_page("Sorry, but you do not currently have permissions to do that.", 403)
    tool = find_tool(the_world(), number)
    if tool is None:
        return error_page("Invalid tool type")
    activate(current_app._get_current_object(), tool)  # type: ignore[attr-defined]
    return redirect("/admin/tools", 303)
