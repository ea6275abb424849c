"""The gradebook compared with what this service holds: run it, read it, and send again what differs."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.course_jobs import wake_comparison
from lti_app.dashboard.comparing_actions import ask_for_comparison, mend_differences
from lti_app.dashboard.comparing_reads import get_comparing_page
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("comparing", __name__)


@pages.get("/v/<visit_id>/cohort/gradebook")
@entry.visitor(Role.TRAINER)
def show_comparison(visit: Visit) -> ResponseReturnValue:
    """What the course shows against what we hold."""
    page = get_comparing_page(cohort_id=visit.cohort_id, programme=get_programme())
    mended = request.args.get("mended", type=int)
    return render_template("dashboard/comparing.html", page=page, visit=visit, mended=mended)


@pages.post("/v/<visit_id>/cohort/gradebook")
@entry.visitor(Role.TRAINER)
def compare(visit: Visit) -> ResponseReturnValue:
    """Ask for the gradebook to be read; a worker reads it."""
    ask_for_comparison(cohort_id=visit.cohort_id, now=utc_now())
    wake_comparison(visit.cohort_id)
    return redirect(url_for("comparing.show_comparison", visit_id=visit.id), code=303)


@pages.post("/v/<visit_id>/cohort/gradebook/mend")
@entry.visitor(Role.TRAINER)
def mend(visit: Visit) -> ResponseReturnValue:
    """Send again everything that differs."""
    mended = mend_differences(cohort_id=visit.cohort_id, programme=get_programme(), now=utc_now())
    for platform_id in mended.platform_ids:
        wake_delivery(platform_id)
    where = url_for("comparing.show_comparison", visit_id=visit.id, mended=mended.scores)
    return redirect(where, code=303)
