"""The trainer's run sheet of a workshop, and the cohort's questions for it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import Refused
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme
from lti_app.workshop.question_actions import look_at_questions
from lti_app.workshop.run_sheet_actions import keep_ticks
from lti_app.workshop.run_sheet_reads import count_conveyed, get_run_sheet_page, get_session
from lti_app.workshop.run_sheet_rules import LONGEST_NOTE, list_long_notes, read_page, read_ticks

pages = Blueprint("run_sheet", __name__)
DAY = "/v/<visit_id>/workshop/<key>"


@pages.get(f"{DAY}/run-sheet")
@entry.visitor(Role.TRAINER)
def show_run_sheet(visit: Visit, key: str) -> str:
    """The timetable and every session's run sheet, with what is ticked."""
    page = get_run_sheet_page(
        programme=get_programme(), organisation_id=visit.organisation_id, cohort_id=visit.cohort_id, key=key
    )
    return render_template(
        "workshop/run_sheet.html", page=page, visit=visit, saved=request.args.get("saved", "")
    )


@pages.post(f"{DAY}/run-sheet/<session_key>")
@entry.visitor(Role.TRAINER)
def keep_session(visit: Visit, key: str, session_key: str) -> ResponseReturnValue:
    """Keep what is ticked and noted for one session; the page's script does it at each tick."""
    workshop_key, session = get_session(programme=get_programme(), key=key, session_key=session_key)
    ticks = read_ticks(request.form, message_keys=[one.key for one in session.run_sheet.messages])
    if list_long_notes(ticks):
        raise Refused(
            "note too long",
            title="A note is too long",
            advice=f"Notes can have up to {LONGEST_NOTE:,} characters. Go back, shorten it, and save again.",
            status=422,
        )
    joined = keep_ticks(
        cohort_id=visit.cohort_id,
        workshop_key=workshop_key,
        session_key=session.key,
        ticks=ticks,
        by_id=visit.person_id,
        now=utc_now(),
    )
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        conveyed = count_conveyed(cohort_id=visit.cohort_id, workshop_key=workshop_key, session=session)
        return jsonify(conveyed=conveyed, joined=joined)
    way = url_for("run_sheet.show_run_sheet", visit_id=visit.id, key=key, saved=session.key)
    return redirect(f"{way}#session-{session.key}", code=HTTPStatus.SEE_OTHER)


@pages.get(f"{DAY}/questions")
@entry.visitor(Role.TRAINER)
def show_questions(visit: Visit, key: str) -> str:
    """What the cohort asks for this workshop; the look is kept."""
    page = look_at_questions(
        visit=visit,
        programme=get_programme(),
        key=key,
        page=read_page(request.args.get("page", "")),
        now=utc_now(),
    )
    return render_template("workshop/questions.html", page=page, visit=visit)
