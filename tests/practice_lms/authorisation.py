"""Login initiation and the authorisation endpoint: how a launch begins and is checked."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, make_response, render_template, request

from tests.practice_lms.copies import course_of
from tests.practice_lms.core import OIDCLoginAbstract, Registration
from tests.practice_lms.course import Link, find_link
from tests.practice_lms.messages import EMBEDDED, NEW_WINDOW, Launch, sign_message, target_of
from tests.practice_lms.people import Session, find_session
from tests.practice_lms.reviews import review_of
from tests.practice_lms.storage import Row, as_int, as_text
from tests.practice_lms.world import World, the_world

blueprint = Blueprint("authorisation", __name__)


class _Platform:
    """What the platform core's login wants to ask: the registration."""

    def __init__(self, registration: Any) -> None:
        self._registration = registration

    def get_registration(self) -> Any:
        """Return the one registration."""
        return self._registration


class _Login(OIDCLoginAbstract):  # type: ignore[misc]
    """The platform core's login initiation, posted from a form as Moodle does it."""

    def set_lti_message_hint(self, **kwargs: Any) -> None:
        """Take the hint."""
        self._lti_message_hint = kwargs["hint"]

    def get_redirect(self, url: str) -> str:
        """Return the page that posts the parameters which the core would put into the address."""
        address = urlsplit(url)
        target = the_world().settings.storage_target
        fields = dict(parse_qsl(address.query)) | ({"lti_storage_target": target} if target else {})
        return self_posting_page(f"{address.scheme}://{address.netloc}{address.path}", fields)


def self_posting_page(action: str, fields: dict[str, str]) -> str:
    """Return a page with a form that sends itself, and a button where scripts are off."""
    return render_template("post.html", action=action, fields=fields)


def error_page(message: str, status: int = 404) -> Response:
    """Return Moodle's own error page, which the tool never hears of."""
    return make_response(render_template("error.html", message=message), status)


def _begin(
    world: World, session: Session, link_id: int | None, container: int, for_user: int | None = None
) -> str:
    link = find_link(world.storage, link_id) if link_id is not None else None
    kind = f"ltilaunch{link.id}_" if link else "ltilaunch_ContentItemSelectionRequest"
    launchid = f"{kind}{secrets.randbelow(2**31)}"
    world.storage.write(
        "INSERT INTO launches VALUES (?, ?, ?, ?, ?)", launchid, session.id, _message_of(link, for_user),
        link_id, container,
    )  # fmt: skip
    hint = ({"cmid": link.cmid} if link else {}) | {"launchid": launchid}
    registration = Registration().set_iss(world.settings.issuer).set_client_id(world.settings.client_id)
    registration.set_deployment_id(world.settings.deployment).set_oidc_login_url(world.settings.login_url)
    login = _Login(None, _Platform(registration))
    review_url = review_of(world, link).get("url") if for_user is not None else None
    login.set_launch_url(review_url or target_of(world, link))
    login.set_lti_message_hint(hint=json.dumps(hint, separators=(",", ":")))
    return str(login.initiate_login(str(session.person.id)))


def _message_of(link: Link | None, for_user: int | None) -> str:
    """Return what a launch is kept as until its token is asked for."""
    if for_user is not None:
        return f"review:{for_user}"
    return "resource" if link else "picker"


@blueprint.get("/mod/lti/grade.php")
def start_review() -> Response:
    """Begin a submission review, as the gradebook's link does: a trainer's of anyone, a participant's of themselves."""
    world = the_world()
    session = find_session(world.storage, request, world.settings.port)
    link_id, person = request.args.get("id", 0, int), request.args.get("userid", 0, int)
    if session is None or (person != session.person.id and not session.person.teaches):
        return error_page("Sorry, but you do not currently have permissions to do that.", 403)
    if find_link(world.storage, link_id) is None:
        return error_page("Invalid course module ID")
    return make_response(_begin(world, session, link_id, EMBEDDED, for_user=person))


@blueprint.get("/mod/lti/launch.php")
def start_launch() -> Response:
    """Begin a launch of a link in the frame or window that asked for this address."""
    world = the_world()
    session = find_session(world.storage, request, world.settings.port)
    link_id = request.args.get("id", 0, int)
    if session is None:
        return error_page("You are not signed in. Choose who to act as first.", 403)
    if find_link(world.storage, link_id) is None:
        return error_page("Invalid course module ID")
    container = NEW_WINDOW if request.args.get("container") == str(NEW_WINDOW) else EMBEDDED
    return make_response(_begin(world, session, link_id, container))


@blueprint.get("/mod/lti/contentitem.php")
def start_picker() -> Response:
    """Begin a deep linking request."""
    world = the_world()
    session = find_session(world.storage, request, world.settings.port)
    if session is None or not session.person.teaches:
        return error_page("Sorry, but you do not currently have permissions to do that (add content).", 403)
    return make_response(_begin(world, session, None, EMBEDDED))


@dataclass(slots=True)
class _Judgement:
    """How far an authorisation request came; the first error stays."""

    error: str = ""
    description: str = ""
    launch: Row | None = field(default=None)

    def fail(self, error: str, description: str = "") -> None:
        """Note an error, unless there is one."""
        if not self.error:
            self.error, self.description = error, description


def _take_launch(world: World, session: Session, hint: str) -> Row | None:
    """Return the launch that a hint names, once: the second time it is gone."""
    try:
        launchid = json.loads(hint)["launchid"]
    except (ValueError, KeyError, TypeError):
        return None
    with world.storage.transaction():
        row = world.storage.find(
            "SELECT * FROM launches WHERE launchid = ? AND session_id = ?", str(launchid), session.id
        )
        world.storage.write("DELETE FROM launches WHERE launchid = ?", str(launchid))
    return row


def _judge(world: World, session: Session, asked: dict[str, str]) -> _Judgement:
    found = _Judgement()
    needed = ("scope", "response_type", "client_id", "redirect_uri", "login_hint", "nonce")
    if not all(asked.get(name) for name in needed):
        found.fail("invalid_request")
    elif asked["scope"] != "openid":
        found.fail("invalid_scope")
    elif asked["response_type"] != "id_token":
        found.fail("unsupported_response_type")
    else:
        found.launch = _take_launch(world, session, asked.get("lti_message_hint", ""))
    if asked.get("client_id") != world.settings.client_id:
        found.fail("unauthorized_client")
    if asked.get("login_hint") != str(session.person.id):
        found.fail("access_denied")
    if asked.get("response_mode") != "form_post":
        found.fail("invalid_request", "Invalid response_mode")
    if asked.get("prompt", "none") != "none":
        found.fail("invalid_request", "Invalid prompt")
    return found


@blueprint.route("/mod/lti/auth.php", methods=["GET", "POST"])
def authorise() -> Response:
    """Answer an authorisation request with a token or an error for the tool, or with an error page."""
    world = the_world()
    asked = request.values.to_dict()
    session = find_session(world.storage, request, world.settings.port)
    if session is None:
        if "repost" in asked:
            return error_page("You are not signed in. Choose who to act as first.", 403)
        # The browser withholds the cookie from a cross-site request; posted again from here it comes along.
        return make_response(self_posting_page("/mod/lti/auth.php", asked | {"repost": "1"}))
    judged = _judge(world, session, asked)
    if judged.launch is None or asked["redirect_uri"] != world.settings.launch_url:
        return error_page("Invalid request")
    state = {"state": asked["state"]} if "state" in asked else {}
    if judged.error:
        described = {"error_description": judged.description} if judged.description else {}
        fields = {"error": judged.error} | described | state
    else:
        fields = {
            "id_token": sign_message(world, _launch(world, session, judged.launch), asked["nonce"])
        } | state
    return make_response(self_posting_page(asked["redirect_uri"], fields))


def _launch(world: World, session: Session, row: Row) -> Launch:
    link_id = row["link_id"]
    message = as_text(row["message"])
    link = find_link(world.storage, as_int(link_id)) if message != "picker" else None
    return Launch(
        session=session,
        link=link,
        container=as_int(row["container"]),
        course=course_of(world.storage, link.id if link else None),
        for_user=message.removeprefix("review:") if message.startswith("review:") else None,
    )
