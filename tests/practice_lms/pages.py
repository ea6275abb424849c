"""The pages of the course: who to act as, the links, one link with the tool in it, and the way back."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.authorisation import error_page
from tests.practice_lms.copies import ORIGINAL, find_course, list_courses, list_links_of
from tests.practice_lms.course import find_link, move_link, remove_link
from tests.practice_lms.entry import for_signed_in, for_teachers
from tests.practice_lms.gradebook import list_grades, list_items
from tests.practice_lms.messages import EMBEDDED
from tests.practice_lms.people import Session, list_people
from tests.practice_lms.world import the_world

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def show_chooser() -> Response:
    """Show who one can act as."""
    people = [
        person for person in list_people(the_world().storage) if not person.username.startswith("participant")
    ]
    return make_response(render_template("chooser.html", people=people))


@blueprint.get("/course")
@for_signed_in
def show_course(session: Session) -> Response:
    """Show the links placed in the course."""
    storage = the_world().storage
    course = find_course(storage, request.args.get("course", ORIGINAL.id, int)) or ORIGINAL
    items = {item.made_for: item for item in list_items(storage) if item.grade_type == "value"}
    grades = {grade.item_id: grade for grade in list_grades(storage) if grade.user_id == session.person.id}
    return make_response(
        render_template(
            "course.html",
            session=session,
            course=course,
            courses=list_courses(storage),
            links=list_links_of(storage, course),
            items=items,
            grades=grades,
        )
    )


@blueprint.get("/link/<int:number>")
@for_signed_in
def show_link(session: Session, number: int) -> Response:
    """Show a link with the tool embedded in the page."""
    world = the_world()
    link = find_link(world.storage, number)
    if link is None:
        return error_page("Invalid course module ID")
    source = f"/mod/lti/launch.php?id={link.id}&container={EMBEDDED}"
    return make_response(
        render_template("link.html", session=session, link=link, source=source, tool=world.settings.tool_url)
    )


@blueprint.get("/storage")
def show_storage() -> Response:
    """Show the frame that keeps data for tools, which Moodle does not have."""
    return make_response(render_template("storage.html"))


@blueprint.get("/course/pick")
@for_teachers
def show_picker(session: Session) -> Response:
    """Show the dialogue in which the tool offers what can be placed."""
    return make_response(render_template("picker.html", session=session, tool=the_world().settings.tool_url))


@blueprint.post("/link/<int:number>/move")
@for_teachers
def move(session: Session, number: int) -> AnyResponse:
    """Move a link up or down."""
    move_link(the_world().storage, number, up=request.form.get("direction") == "up")
    return redirect("/course", 303)


@blueprint.post("/link/<int:number>/delete")
@for_teachers
def delete(session: Session, number: int) -> AnyResponse:
    """Delete a link with its line item."""
    remove_link(the_world().storage, number)
    return redirect("/course", 303)


@blueprint.get("/mod/lti/return.php")
def come_back() -> Response | AnyResponse:
    """Show what the tool says on the way back, or go back to the course, out of the frame."""
    said, failed = request.args.get("lti_msg", ""), request.args.get("lti_errormsg", "")
    if failed:
        failed = f"An error occurred when launching the external tool: {failed}"
    if said or failed:
        return make_response(render_template("returned.html", said=said, failed=failed))
    if request.args.get("launch_container") == str(EMBEDDED):
        return make_response(render_template("leave_frame.html"))
    return redirect("/course", 303)
