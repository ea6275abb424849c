"""The door of the grade services: which resource a call means, whether its media type and token are right."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, g, request

from lti_app.clock import utc_now
from tests.practice_lms import line_items_service, members_service, notices, scores_service
from tests.practice_lms.answers import ServiceError, answer, drop_connection, refusal
from tests.practice_lms.copies import find_course
from tests.practice_lms.storage import as_number, as_text
from tests.practice_lms.world import COURSE_ID, World, the_world

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
blueprint = Blueprint("services", __name__)
Handler = Callable[[World, str], Response]


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of address: pattern, media types, and what answers each method, with the scopes it wants."""

    pattern: re.Pattern[str]
    formats: tuple[str, ...]
    methods: dict[str, tuple[Handler, tuple[str, ...]]]


READING = (f"{AGS}lineitem", f"{AGS}lineitem.readonly")
WRITING = (f"{AGS}lineitem",)
RESOURCES = (
    Resource(
        re.compile(r"/(?P<course>\d+)/lineitems"),
        (line_items_service.CONTAINER, line_items_service.ITEM),
        {"GET": (line_items_service.show_list, READING), "POST": (line_items_service.make, WRITING)},
    ),
    Resource(
        re.compile(r"/(?P<course>\d+)/lineitems/(?P<item>\d+)/lineitem"),
        (line_items_service.ITEM,),
        {
            "GET": (line_items_service.show_one, READING),
            "PUT": (line_items_service.change, WRITING),
            "DELETE": (line_items_service.delete, WRITING),
        },
    ),
    Resource(
        re.compile(r"/(?P<course>\d+)/lineitems/(?P<item>\d+)/lineitem/results"),
        (scores_service.RESULTS,),
        {"GET": (scores_service.show_results, (f"{AGS}result.readonly",))},
    ),
    Resource(
        re.compile(r"/(?P<course>\d+)/lineitems/(?P<item>\d+)/lineitem/scores"),
        (scores_service.SCORE,),
        {"POST": (scores_service.take_score, (f"{AGS}score",))},
    ),
    Resource(
        re.compile(r"/CourseSection/(?P<course>\d+)/bindings/\d+/memberships"),
        (members_service.CONTAINER,),
        {"GET": (members_service.show_members, (members_service.SCOPE,))},
    ),
    Resource(re.compile(notices.PATH), ("application/json",), {"PUT": (notices.register, (notices.SCOPE,))}),
)


def _fits(resource: Resource, accept: str, content_type: str) -> bool:
    if request.method == "GET":
        return not accept or "*/*" in accept or accept in resource.formats
    return request.method == "DELETE" or content_type in resource.formats


def _find_resource(path: str) -> tuple[Resource, re.Match[str]]:
    getting = request.method == "GET"
    accept = request.headers.get("Accept", "") if getting else ""
    content_type = "" if getting else request.headers.get("Content-Type", "").split(";")[0].strip()
    for resource in RESOURCES:
        found = resource.pattern.fullmatch(path)
        if found and _fits(resource, accept, content_type):
            if request.method not in resource.methods:
                raise ServiceError(405)
            return resource, found
    raise ServiceError(400, f"No handler found for {path} {accept} {content_type}")


def _check_token(world: World, scopes: tuple[str, ...]) -> None:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    row = world.storage.find("SELECT scopes, expires_at FROM tokens WHERE token = ?", token)
    if row is None or as_number(row["expires_at"]) < utc_now().timestamp():
        raise ServiceError(401)
    if not set(scopes) & set(as_text(row["scopes"]).split(" ")):
        raise ServiceError(401)
    if request.args.get("type_id", world.settings.deployment) != world.settings.deployment:
        raise ServiceError(401)


@blueprint.route("/mod/lti/services.php/<path:rest>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def serve(rest: str) -> Response:
    """Answer one call of a grade service."""
    world = the_world()
    try:
        resource, found = _find_resource(f"/{rest}")
        handler, scopes = resource.methods[request.method]
        _check_token(world, scopes)
        number = int(found.groupdict().get("course") or COURSE_ID)
        course = find_course(world.storage, number)
        if course is None:
            raise ServiceError(404, f"Not Found: Course {number} doesn't exist")
        g.course = course
        return handler(world, found.groupdict().get("item", ""))
    except ServiceError as refused:
        return refusal(refused.status, refused.reason)


def answer_when_down(world: World) -> Response | None:
    """Return what an LMS that is down says to any service call, or None when it is up."""
    match world.faults.plan.down:
        case "":
            return None
        case "close":
            return drop_connection()
        case status:
            return answer(
                int(status), "<html><body><h1>Error: the site is down</h1></body></html>", "text/html"
            )
