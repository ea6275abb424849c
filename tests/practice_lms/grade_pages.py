"""The gradebook page, and the page on which a trainer overrides or locks one grade."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.authorisation import error_page
from tests.practice_lms.entry import for_signed_in, for_teachers
from tests.practice_lms.gradebook import (
    Grade,
    empty_grade,
    find_grade,
    find_item,
    keep_grade,
    list_grades,
    list_items,
    lock_item,
)
from tests.practice_lms.people import Kind, Session, find_person, list_people
from tests.practice_lms.world import the_world

blueprint = Blueprint("grade_pages", __name__)


@blueprint.app_template_filter("moment")
def moment(second: int | None) -> str:
    """Return a whole second as the gradebook shows it."""
    return datetime.fromtimestamp(second, UTC).strftime("%-d %B %Y, %H:%M:%S UTC") if second else ""


@blueprint.get("/grades")
@for_signed_in
def show_grades(session: Session) -> Response:
    """Show the gradebook: a trainer sees everyone, a participant their own line."""
    storage = the_world().storage
    people = [
        person
        for person in list_people(storage)
        if person.kind is Kind.PARTICIPANT and (session.person.teaches or person.id == session.person.id)
    ]
    items = [item for item in list_items(storage) if item.grade_type == "value"]
    grades = {(grade.item_id, grade.user_id): grade for grade in list_grades(storage)}
    return make_response(
        render_template("grades.html", session=session, people=people, items=items, grades=grades)
    )


@blueprint.post("/grades/<int:item_id>/lock")
@for_teachers
def lock_column(session: Session, item_id: int) -> AnyResponse:
    """Lock or unlock a whole column."""
    lock_item(the_world().storage, item_id, locked=request.form.get("locked") == "yes")
    return redirect("/grades", 303)


@blueprint.route("/grades/<int:item_id>/<int:user_id>", methods=["GET", "POST"])
@for_teachers
def change_grade(session: Session, item_id: int, user_id: int) -> Response | AnyResponse:
    """Show one grade, and override, release, lock or unlock it."""
    storage = the_world().storage
    item, person = find_item(storage, item_id), find_person(storage, user_id)
    if item is None or person is None:
        return error_page("There is no such grade.")
    grade = find_grade(storage, item_id, user_id) or empty_grade(item_id, user_id)
    if request.method == "GET":
        page = render_template("grade.html", session=session, item=item, person=person, grade=grade)
        return make_response(page)
    keep_grade(storage, _changed(grade, request.form.get("what", ""), request.form.get("value", "")))
    return redirect("/grades", 303)


def _changed(grade: Grade, what: str, value: str) -> Grade:
    match what:
        case "override":
            try:
                return replace(grade, final=float(value), overridden=True)
            except ValueError:
                return grade
        case "release":
            return replace(grade, final=grade.raw, overridden=False)
        case "lock":
            return replace(grade, locked=True)
        case "unlock":
            return replace(grade, locked=False)
        case _:
            return grade
