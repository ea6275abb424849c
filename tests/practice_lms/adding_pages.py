"""The pages on which a trainer saves what was picked, or adds a link with everything typed by hand."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.authorisation import error_page
from tests.practice_lms.course import LONGEST_TITLE, Placing, add_link, list_faults
from tests.practice_lms.deep_linking import find_draft, remove_draft
from tests.practice_lms.entry import for_teachers
from tests.practice_lms.people import Session
from tests.practice_lms.world import TOOL_NAME, the_world

blueprint = Blueprint("adding_pages", __name__)


def _show_form(session: Session, placing: Placing, faults: list[str], status: int = 200) -> Response:
    page = render_template("add_one.html", session=session, placing=placing, faults=faults)
    return make_response(page, status)


def _read_form(drafted: Placing) -> Placing:
    typed = request.form.get("maximum", "").strip()
    try:
        maximum = float(typed) if typed else None
    except ValueError:
        maximum = 0.0
    return replace(
        drafted,
        title=request.form.get("title", "").strip() or TOOL_NAME,
        description=request.form.get("description", "").strip(),
        url=request.form.get("url", "").strip(),
        custom=request.form.get("custom", "").strip(),
        graded="graded" in request.form,
        maximum=maximum,
    )


@blueprint.route("/course/add", methods=["GET", "POST"])
@for_teachers
def add_by_hand(session: Session) -> Response | AnyResponse:
    """Add a link whose custom parameters a person types."""
    blank = Placing(title="", custom="activity=", graded=True, maximum=100)
    return _save_one(session, blank, "") if request.method == "POST" else _show_form(session, blank, [])


@blueprint.route("/course/add/<draft>", methods=["GET", "POST"])
@for_teachers
def add_picked(session: Session, draft: str) -> Response | AnyResponse:
    """Show what was picked: one in a form to be saved, several in a list with one button."""
    placings = find_draft(the_world().storage, session, draft)
    if not placings:
        return error_page("This choice was saved or left before.")
    if len(placings) > 1:
        return _save_several(session, placings, draft)
    if request.method == "POST":
        return _save_one(session, placings[0], draft)
    return _show_form(session, placings[0], [])


def _save_one(session: Session, drafted: Placing, draft: str) -> Response | AnyResponse:
    world = the_world()
    placing = _read_form(drafted)
    if faults := list_faults(placing):
        return _show_form(session, placing, faults)
    add_link(world.storage, placing, int(world.settings.deployment))
    remove_draft(world.storage, draft)
    return redirect("/course", 303)


def _save_several(session: Session, placings: list[Placing], draft: str) -> Response | AnyResponse:
    if request.method == "GET":
        return make_response(render_template("add_several.html", session=session, placings=placings))
    world = the_world()
    for placing in placings:
        # Moodle leaves out, without a word, what its form would refuse for the title.
        if len(placing.title) <= LONGEST_TITLE:
            add_link(world.storage, placing, int(world.settings.deployment))
    remove_draft(world.storage, draft)
    return redirect("/course", 303)
