"""Copying the course and its links, by a trainer in the course page or by the test bench."""

from flask import Blueprint, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.copies import copy_course, duplicate_link, find_course
from tests.practice_lms.entry import for_teachers
from tests.practice_lms.notices import send_copy_notice
from tests.practice_lms.people import Session
from tests.practice_lms.world import the_world

blueprint = Blueprint("copies", __name__)


def _copy(number: int) -> int:
    world = the_world()
    source = find_course(world.storage, number)
    if source is None:
        abort(404)
    course = copy_course(world.storage, source)
    send_copy_notice(world, course)
    return course.id


@blueprint.post("/course/<int:number>/copy")
@for_teachers
def copy(session: Session, number: int) -> AnyResponse:
    """Restore a backup of a course to a new one, and go there."""
    return redirect(f"/course?course={_copy(number)}", 303)


@blueprint.post("/link/<int:number>/duplicate")
@for_teachers
def duplicate(session: Session, number: int) -> AnyResponse:
    """Duplicate a link in its course."""
    duplicate_link(the_world().storage, number)
    return redirect("/course", 303)


@blueprint.post("/practice/courses/copy")
def copy_for_a_test() -> Response:
    """Copy a course for a test; answer with the new course's number."""
    sent = request.get_json(silent=True) or {}
    return jsonify(course_id=_copy(int(sent.get("course_id", 2))))


@blueprint.post("/practice/people/suspend")
def suspend() -> Response:
    """Suspend a person in the course, so that its roster leaves them out; `suspended` false ends it."""
    sent = request.get_json(silent=True) or {}
    storage, person = the_world().storage, int(sent["person_id"])
    storage.write("DELETE FROM suspended WHERE person_id = ?", person)
    if sent.get("suspended", True):
        storage.write("INSERT INTO suspended VALUES (?)", person)
    return jsonify(ok=True)


@blueprint.post("/practice/notices")
def offer_notices() -> Response:
    """Offer the Platform Notification Service from now on, or no more (*not Moodle*, which has none)."""
    sent = request.get_json(silent=True) or {}
    value = "on" if sent.get("offered", True) else ""
    the_world().storage.write("INSERT OR REPLACE INTO facts VALUES ('notices', ?)", value)
    return jsonify(ok=True)


@blueprint.get("/practice/notices")
def show_handlers() -> Response:
    """Answer with the handlers that tools have registered, by kind of notice, and the answers to notices sent."""
    rows = the_world().storage.rows("SELECT * FROM notice_handlers")
    return jsonify([dict(row) for row in rows])
