"""The roster over HTTP, to the letter of the captures: short role names, paging, `rlid`, suspended people left out."""

import json
from typing import Any

from flask import Response, g, request

from tests.practice_lms.answers import ServiceError, answer, php_json
from tests.practice_lms.copies import Course
from tests.practice_lms.course import find_link
from tests.practice_lms.people import Kind, Person, list_people
from tests.practice_lms.world import World

CONTAINER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ROLES = {
    Kind.PARTICIPANT: ["Learner"],
    Kind.TRAINER: ["Instructor"],
    Kind.ADMINISTRATOR: ["Instructor", "http://purl.imsglobal.org/vocab/lis/v2/person#Administrator"],
}


def show_members(world: World, _item: str) -> Response:
    """Answer with the members of a course, all of them or, if asked, a page."""
    course: Course = g.course
    link_id = request.args.get("rlid")
    if link_id is not None and (not link_id.isdigit() or find_link(world.storage, int(link_id)) is None):
        raise ServiceError(404, "Not Found: link doesn't exist")
    found = [_as_json(world, one, link_id) for one in _list_enrolled(world)]
    limit, first = request.args.get("limit", 0, int), request.args.get("from", 0, int)
    page = found[first : first + limit] if limit else found
    url = f"{world.settings.issuer}{request.path}"
    body = {
        "id": url,
        "context": {"id": str(course.id), "label": course.label, "title": course.title},
        "members": page,
    }
    links = {}
    if limit and first + limit < len(found):
        links["Link"] = f'<{url}?limit={limit}&from={first + limit}>; rel="next"'
    return answer(200, php_json(body), f"{CONTAINER}; charset=utf-8", "", **links)


def _list_enrolled(world: World) -> list[Person]:
    suspended = {row["person_id"] for row in world.storage.rows("SELECT person_id FROM suspended")}
    everyone = [one for one in list_people(world.storage) if one.kind in ROLES and one.id not in suspended]
    role = request.args.get("role", "").rpartition("#")[2]
    if role not in {"Learner", "Instructor"}:
        return everyone
    return [one for one in everyone if role in ROLES[one.kind]]


def _as_json(world: World, person: Person, link_id: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": "Active",
        "roles": ROLES[person.kind],
        "user_id": str(person.id),
        "lis_person_sourcedid": "",
    }
    if world.settings.shares_names:
        told |= {
            "name": person.name,
            "given_name": person.given_name,
            "family_name": person.family_name,
        }
    if world.settings.shares_email:
        told |= {"email": person.email}
    told |= {"ext_user_username": person.username}
    if link_id is not None:
        sourced = json.dumps({"data": {"instanceid": link_id, "userid": str(person.id)}})
        told["message"] = [
            {
                "https://purl.imsglobal.org/spec/lti/claim/message_type": "LtiResourceLinkRequest",
                "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome": {
                    "lis_result_sourcedid": sourced,
                    "lis_outcome_service_url": f"{world.settings.issuer}/mod/lti/service.php",
                },
            }
        ]
    return told
