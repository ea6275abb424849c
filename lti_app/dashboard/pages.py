"""The trainer's pages: the cohort at a glance, and sending a grade again."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.reads import get_roster_line
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.reads import get_cohort_page
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.score_delivery.actions import send_again
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("dashboard", __name__)


@pages.get("/v/<visit_id>/cohort")
@entry.visitor(Role.TRAINER)
def show_cohort(visit: Visit) -> ResponseReturnValue:
    """Who is where, and how the grades are doing."""
    page = get_cohort_page(
        cohort_id=visit.cohort_id,
        title=visit.cohort_title,
        activity_key=visit.activity_key,
        programme=get_programme(),
    )
    roster = get_roster_line(visit.cohort_id)
    return render_template("dashboard/cohort.html", page=page, visit=visit, roster=roster)


@pages.post("/v/<visit_id>/cohort/scores/<int:score_id>/send-again")
@entry.visitor(Role.TRAINER)
def send_score_again(visit: Visit, score_id: int) -> ResponseReturnValue:
    """Put a grade that the LMS did not take back on its way."""
    to_wake = send_again(score_id=int(score_id), cohort_id=visit.cohort_id, now=utc_now())
    if to_wake is not None:
        wake_delivery(to_wake)
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id), code=303)
