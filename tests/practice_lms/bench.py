"""The test bench: what a test sets, places and reads; only on the machine itself."""

from dataclasses import asdict, replace
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from tests.practice_lms.course import Placing, add_link
from tests.practice_lms.custom_parameters import keep_as_lines
from tests.practice_lms.gradebook import (
    LineItem,
    add_item,
    empty_grade,
    find_grade,
    keep_grade,
    list_grades,
    list_items,
    lock_item,
)
from tests.practice_lms.people import add_people, list_people
from tests.practice_lms.world import the_world

blueprint = Blueprint("bench", __name__, url_prefix="/practice")
ANOTHER_TOOL = 99


@blueprint.before_request
def only_here() -> None:
    """Refuse anyone from another machine."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:
        abort(403)


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


@blueprint.get("/health")
def show_health() -> Response:
    """Answer that the practice LMS runs, and which tool it knows."""
    settings = the_world().settings
    return jsonify(ok=True, issuer=settings.issuer, tool=settings.tool_url, client_id=settings.client_id)


@blueprint.post("/faults")
def set_faults() -> tuple[Response, int] | Response:
    """Switch faults on or off; those not named stay. `lock_grade` locks a grade or a whole column."""
    world, wanted = the_world(), _sent()
    if isinstance(lock := wanted.pop("lock_grade", None), dict):
        _lock(lock)
    try:
        world.faults.change(wanted)
    except (KeyError, TypeError, ValueError) as fault:
        return jsonify(error=f"not a fault: {fault}"), 400
    return jsonify(world.faults.as_dict())


def _lock(lock: dict[str, Any]) -> None:
    storage, locked = the_world().storage, bool(lock.get("locked", True))
    if lock.get("user_id") is None:
        lock_item(storage, int(lock["item_id"]), locked=locked)
        return
    item_id, user_id = int(lock["item_id"]), int(lock["user_id"])
    grade = find_grade(storage, item_id, user_id) or empty_grade(item_id, user_id)
    keep_grade(storage, replace(grade, locked=locked))


@blueprint.get("/faults")
def show_faults() -> Response:
    """Answer with the faults in force."""
    return jsonify(the_world().faults.as_dict())


@blueprint.post("/override")
def override_grade() -> Response:
    """Override a grade as a trainer would: `item_id`, `user_id`, `value`."""
    storage, sent = the_world().storage, _sent()
    item_id, user_id = int(sent["item_id"]), int(sent["user_id"])
    grade = find_grade(storage, item_id, user_id) or empty_grade(item_id, user_id)
    keep_grade(storage, replace(grade, final=float(sent["value"]), overridden=True))
    return jsonify(ok=True)


@blueprint.get("/grades")
def show_grades() -> Response:
    """Answer with every grade row, its line item and its person."""
    storage = the_world().storage
    items = {item.id: item for item in list_items(storage)}
    names = {person.id: person.name for person in list_people(storage)}
    return jsonify(
        [
            asdict(grade)
            | {
                "label": items[grade.item_id].label,
                "resource_id": items[grade.item_id].resource_id,
                "link_id": items[grade.item_id].link_id,
                "maximum": items[grade.item_id].score_maximum,
                "name": names.get(grade.user_id, ""),
            }
            for grade in list_grades(storage)
        ]
    )


@blueprint.get("/line-items")
def show_line_items() -> Response:
    """Answer with every line item."""
    return jsonify([asdict(item) for item in list_items(the_world().storage)])


@blueprint.post("/line-items")
def add_foreign_item() -> Response:
    """Make a column of another tool, which our tool may not write to; answer with its number."""
    item = LineItem(0, ANOTHER_TOOL, str(_sent().get("label", "Induction quiz")), 100.0, "", "")
    return jsonify(item_id=add_item(the_world().storage, item))


@blueprint.get("/requests")
def show_requests() -> Response:
    """Answer with every service call so far, oldest first."""
    return jsonify(the_world().log.list())


@blueprint.post("/links")
def place_link() -> Response:
    """Place a link without the picker; answer with its number and its line item's."""
    world, sent = the_world(), _sent()
    placing = Placing(
        title=str(sent["title"]),
        description=str(sent.get("description", "")),
        url=str(sent.get("url", "")),
        custom=keep_as_lines(sent.get("custom") or {}),
        graded=bool(sent.get("graded", True)),
        maximum=sent.get("maximum", 100),
        resource_id=str(sent.get("resource_id", "")),
        tag=str(sent.get("tag", "")),
        review=sent.get("review"),
    )
    link_id, item_id = add_link(world.storage, placing, int(world.settings.deployment))
    return jsonify(link_id=link_id, item_id=item_id)


@blueprint.post("/people")
def make_people() -> Response:
    """Enrol further participants: `count` of them; answer with their numbers."""
    return jsonify(add_people(the_world().storage, int(_sent().get("count", 1))))


@blueprint.post("/tokens/expire")
def expire_tokens() -> Response:
    """Let every token given so far be past its hour."""
    the_world().storage.write("UPDATE tokens SET expires_at = 0")
    return jsonify(ok=True)


@blueprint.post("/reset")
def reset() -> Response:
    """Forget faults and calls, and with them course, grades and tokens unless `keep_course` says not to."""
    world = the_world()
    world.faults.clear()
    world.log.clear()
    world.tool_keys.forget()
    if _sent().get("keep_course"):
        world.storage.forget(("grades", "tokens"))
    else:
        world.storage.forget()
    return jsonify(ok=True)
