"""The trainer's queue of writing to read, and the cohort's choice of what it waits for."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.gate.actions import choose_waits
from lti_app.launch.visit_rules import Visit
from lti_app.review.queue_reads import get_queue_page
from lti_app.review.queue_rules import read_wish
from lti_app.review.waits_reads import get_waits_page
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("review_queue", __name__)
WAITS = "/v/<visit_id>/cohort/waits"
YES = "yes"


@pages.get("/v/<visit_id>/cohort/review")
@entry.visitor(Role.TRAINER)
def show_queue(visit: Visit) -> ResponseReturnValue:
    """The writing that waits to be read, oldest first, or what was returned or accepted."""
    page = get_queue_page(visit=visit, programme=get_programme(), wish=read_wish(request.args))
    return render_template("review/queue.html", page=page, visit=visit)


@pages.get(WAITS)
@entry.visitor(Role.TRAINER)
def show_waits(visit: Visit) -> ResponseReturnValue:
    """Whose word the cohort waits for, and a form to choose."""
    page = get_waits_page(programme=get_programme(), cohort_id=visit.cohort_id)
    return render_template("review/waits.html", page=page, visit=visit, saved="saved" in request.args)


@pages.post(WAITS)
@entry.visitor(Role.TRAINER)
def choose(visit: Visit) -> ResponseReturnValue:
    """Choose whose word the cohort waits for from now on."""
    choose_waits(
        cohort_id=visit.cohort_id,
        reviews=request.form.get("reviews") == YES,
        agreements=request.form.get("agreements") == YES,
        by_id=visit.person_id,
        now=utc_now(),
    )
    return redirect(url_for("review_queue.show_waits", visit_id=visit.id, saved=YES), code=303)
