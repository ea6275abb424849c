"""Line items over HTTP: list, make, read, change and delete, to the letter of the captures."""

import html
import json
from dataclasses import replace
from typing import Any

from flask import Response, g, request

from tests.practice_lms.answers import ServiceError, answer, bad_gateway, php_json, php_number
from tests.practice_lms.copies import course_of
from tests.practice_lms.course import LONGEST_TITLE, find_link
from tests.practice_lms.gradebook import LineItem, add_item, find_item, list_items, remove_item, replace_item
from tests.practice_lms.world import World

CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"


def item_url(world: World, item: LineItem) -> str:
    """Return a line item's address."""
    course = course_of(world.storage, item.link_id)
    return world.settings.service_url(f"/{course.id}/lineitems/{item.id}/lineitem")


def _as_json(world: World, item: LineItem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": item_url(world, item),
        "label": item.label,
        "scoreMaximum": php_number(item.score_maximum),
        "resourceId": item.resource_id,
        "tag": item.tag,
    }
    if item.link_id is not None:
        told |= {"resourceLinkId": str(item.link_id), "ltiLinkId": str(item.link_id)}
    if item.review:
        told["submissionReview"] = item.review
    return told


def show_list(world: World, _item: str) -> Response:
    """Answer with the tool's line items, filtered and, if asked, a page of them."""
    if request.headers.get("Accept") != CONTAINER:
        raise ServiceError(400, "No context or unsupported content type")
    ours = [
        item
        for item in list_items(world.storage)
        if str(item.tool) == world.settings.deployment
        and course_of(world.storage, item.link_id).id == g.course.id
    ]
    found = [item for item in ours if _passes_filters(item)]
    limit, first = request.args.get("limit", 0, int), request.args.get("from", 0, int)
    page = found[first : first + limit] if limit else found
    body = php_json([_as_json(world, item) for item in page])
    links = {"Link": _page_links(world, len(found), limit, first)} if limit else {}
    return answer(200, body, f"{CONTAINER}; charset=utf-8", "", **links)


def _passes_filters(item: LineItem) -> bool:
    link = None if item.link_id is None else str(item.link_id)
    wanted = (
        (request.args.get("resource_link_id"), link),
        (request.args.get("lti_link_id"), link),
        (request.args.get("resource_id"), item.resource_id),
        (request.args.get("tag"), item.tag),
    )
    return all(asked is None or asked == held for asked, held in wanted)


def _page_links(world: World, total: int, limit: int, first: int) -> str:
    last = total // limit * limit
    places = {
        "first": 0,
        "prev": max(first - limit, 0),
        "canonical": first,
        "next": first + limit,
        "last": last,
    }
    if first == 0:
        del places["prev"]
    if first + limit >= total:
        del places["next"]
    kept = "".join(
        f"&{name}={value}" for name, value in request.args.items() if name in ("tag", "resource_id")
    )
    links = []
    for relation, place in places.items():
        address = world.settings.service_url(
            f"/{g.course.id}/lineitems", f"{kept}&limit={limit}&from={place}"
        )
        # Moodle escapes the ampersands as HTML and puts typographic quotes round the relation.
        links.append(f"<{html.escape(address)}>; rel=“{relation}”")
    return ", ".join(links)


def _sent() -> dict[str, Any] | None:
    try:
        sent = json.loads(request.get_data(as_text=True))
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


def _link_of(world: World, sent: dict[str, Any]) -> int | None:
    wanted = sent.get("resourceLinkId", sent.get("ltiLinkId"))
    if wanted is None:
        return None
    link = find_link(world.storage, int(wanted)) if str(wanted).isdigit() else None
    if link is None:
        raise ServiceError(403)
    return link.id


def _review_of(sent: dict[str, Any]) -> dict[str, Any] | None:
    review = sent.get("submissionReview")
    if not isinstance(review, dict):
        return None
    return {name: review[name] for name in ("url", "custom") if name in review}


def _item_from(world: World, sent: dict[str, Any]) -> LineItem:
    return LineItem(
        id=0,
        tool=int(world.settings.deployment),
        label=str(sent["label"]),
        score_maximum=float(sent["scoreMaximum"]),
        resource_id=str(sent.get("resourceId") or ""),
        tag=str(sent.get("tag") or ""),
        link_id=_link_of(world, sent),
        review=_review_of(sent),
    )


def make(world: World, _item: str) -> Response:
    """Make a line item; what was sent comes back with its `id`, duplicates are made again."""
    if request.headers.get("Content-Type", "").split(";")[0].strip() != ITEM:
        raise ServiceError(400, "No context or unsupported content type")
    sent = _sent()
    if sent is None or not sent.get("label") or "scoreMaximum" not in sent:
        raise ServiceError(400, "No label or Score Maximum")
    if len(str(sent["label"])) > LONGEST_TITLE:
        return bad_gateway()
    number = add_item(world.storage, _item_from(world, sent))
    body = php_json(sent | {"id": item_url(world, _get_item(world, str(number)))}, slashes=False)
    return answer(201, body, f"{ITEM}; charset=utf-8")


def _get_item(world: World, number: str) -> LineItem:
    item = find_item(world.storage, int(number))
    if item is None:
        raise ServiceError(404, f"Not Found: Grade item {number} doesn't exist")
    return item


def show_one(world: World, number: str) -> Response:
    """Answer with one line item; Moodle does not ask whose it is."""
    if request.headers.get("Accept") != ITEM:
        raise ServiceError(400)
    return answer(200, php_json(_as_json(world, _get_item(world, number))), f"{ITEM}; charset=utf-8")


def _get_own_item(world: World, number: str) -> LineItem:
    item = _get_item(world, number)
    if str(item.tool) != world.settings.deployment:
        raise ServiceError(403)
    return item


def change(world: World, number: str) -> Response:
    """Replace a line item whole: what is left out is cleared."""
    before = _get_own_item(world, number)
    sent = _sent()
    if sent is None or not sent.get("label") or "scoreMaximum" not in sent:
        raise ServiceError(400)
    if len(str(sent["label"])) > LONGEST_TITLE:
        return bad_gateway()
    after = replace(
        _item_from(world, sent), id=before.id, made_for=before.made_for, grade_type=before.grade_type
    )
    replace_item(world.storage, before, after)
    body = php_json(sent | {"id": item_url(world, after)}, slashes=False)
    return answer(200, body, f"{ITEM}; charset=utf-8")


def delete(world: World, number: str) -> Response:
    """Delete a line item, also one that belongs to a link."""
    remove_item(world.storage, _get_own_item(world, number).id)
    return answer(204, "", "text/html; charset=utf-8")
