"""Deep linking responses: verified, kept as a draft, and made into links once the trainer saves."""

import json
import secrets
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from tests.practice_lms.authorisation import error_page, self_posting_page
from tests.practice_lms.course import Placing
from tests.practice_lms.custom_parameters import UnkeepableError, keep_as_lines
from tests.practice_lms.people import Session, find_session
from tests.practice_lms.storage import Storage, as_text
from tests.practice_lms.tool_keys import UnverifiedError
from tests.practice_lms.world import TOOL_NAME, World, the_world

blueprint = Blueprint("deep_linking", __name__)
CONTENT_ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"


class RefusedResponseError(Exception):
    """A response that Moodle answers with an error page in the dialogue."""


def read_response(world: World, token: str) -> list[Placing]:
    """Return what a response asks to be placed; RefusedResponseError when Moodle would not take it."""
    try:
        claims = world.tool_keys.verify(token)
    except UnverifiedError as fault:
        raise RefusedResponseError(f"Exception - {fault}") from fault
    if claims.get("iss") != world.settings.client_id:
        raise RefusedResponseError("Consumer key is incorrect.")
    items = claims.get(CONTENT_ITEMS) or []
    try:
        return [_placing(item) for item in items]
    except UnkeepableError as fault:
        raise RefusedResponseError(f"Exception - {fault}") from fault


def _placing(item: dict[str, Any]) -> Placing:
    line_item = item.get("lineItem")
    review = (line_item or {}).get("submissionReview")
    return Placing(
        title=str(item.get("title") or TOOL_NAME),
        description=str(item.get("text") or ""),
        url=str(item.get("url") or ""),
        custom=keep_as_lines(item.get("custom") or {}),
        graded=line_item is not None,
        maximum=(line_item or {}).get("scoreMaximum"),
        resource_id=str((line_item or {}).get("resourceId") or ""),
        tag=str((line_item or {}).get("tag") or ""),
        review={name: review[name] for name in ("url", "custom") if name in review} if review else None,
    )


def keep_draft(storage: Storage, session: Session, placings: list[Placing]) -> str:
    """Return the number of a draft: what was picked, until the trainer saves or leaves it."""
    number = secrets.token_hex(8)
    written = [
        {name: getattr(placing, name) for name in Placing.__dataclass_fields__} for placing in placings
    ]
    storage.write("INSERT INTO drafts VALUES (?, ?, ?)", number, session.person.id, json.dumps(written))
    return number


def find_draft(storage: Storage, session: Session, number: str) -> list[Placing] | None:
    """Return what a draft of this person holds, or None."""
    row = storage.find("SELECT items FROM drafts WHERE id = ? AND person_id = ?", number, session.person.id)
    return [Placing(**written) for written in json.loads(as_text(row["items"]))] if row else None


def remove_draft(storage: Storage, number: str) -> None:
    """Forget a draft."""
    storage.write("DELETE FROM drafts WHERE id = ?", number)


@blueprint.post("/mod/lti/contentitem_return.php")
def take_response() -> Response:
    """Take a response; the dialogue closes, and what was picked is shown to be saved."""
    world = the_world()
    session = find_session(world.storage, request, world.settings.port)
    token = request.form.get("JWT", "")
    if session is None:
        if "repost" in request.form:
            return error_page("You are not signed in. Choose who to act as first.", 403)
        # The browser withholds the cookie from a cross-site post; posted again from here it comes along.
        address = request.full_path.rstrip("?")
        return make_response(self_posting_page(address, request.form.to_dict() | {"repost": "1"}))
    if not session.person.teaches or request.args.get("sesskey") != session.sesskey:
        return error_page("Your session has most likely timed out. Please sign in again.", 403)
    try:
        placings = read_response(world, token)
    except RefusedResponseError as refused:
        return error_page(str(refused), 200)
    where = f"/course/add/{keep_draft(world.storage, session, placings)}" if placings else "/course"
    return make_response(render_template("picked.html", where=where, count=len(placings)))
