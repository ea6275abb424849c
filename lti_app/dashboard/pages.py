"""The trainer's pages: the cohort at a glance, when somebody counts as stuck, and sending a grade again."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.reads import get_roster_line
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.pace_actions import set_stuck_after
from lti_app.dashboard.pace_rules import read_days
from lti_app.dashboard.reads import get_cohort_page
from lti_app.dashboard.table_rules import read_table_wish
from lti_app.gate.weeks_rules import list_weeks
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.notices.reads import list_waiting
from lti_app.score_delivery.actions import send_again
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings

pages = Blueprint("dashboard", __name__)
DAYS_FAULT = ("days", "Enter a number of days from 1 to 180")


@pages.get("/v/<visit_id>/cohort")
@entry.visitor(Role.TRAINER)
def show_cohort(visit: Visit) -> ResponseReturnValue:
    """Who is where, who is stuck, and how the grades are doing."""
    return _render(visit)


@pages.post("/v/<visit_id>/cohort/stuck")
@entry.visitor(Role.TRAINER)
def change_stuck(visit: Visit) -> ResponseReturnValue:
    """After how many days without a step somebody counts as stuck."""
    days = read_days(request.form.get("days", ""))
    if days is None:
        return _render(visit, faults=(DAYS_FAULT,)), 422
    set_stuck_after(visit=visit, days=days, now=utc_now())
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id, state="Stuck"), code=303)


@pages.post("/v/<visit_id>/cohort/scores/<int:score_id>/send-again")
@entry.visitor(Role.TRAINER)
def send_score_again(visit: Visit, score_id: int) -> ResponseReturnValue:
    """Put a grade that the LMS did not take back on its way."""
    to_wake = send_again(score_id=int(score_id), cohort_id=visit.cohort_id, now=utc_now())
    if to_wake is not None:
        wake_delivery(to_wake)
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id), code=303)


def _render(visit: Visit, *, faults: tuple[tuple[str, str], ...] = ()) -> str:
    programme = get_programme()
    page = get_cohort_page(
        cohort_id=visit.cohort_id,
        title=visit.cohort_title,
        activity_key=visit.activity_key,
        programme=programme,
        wish=read_table_wish(request.args, weeks=list_weeks(programme=programme)),
        now=utc_now(),
    )
    return render_template(
        "dashboard/cohort.html",
        page=page,
        visit=visit,
        roster=get_roster_line(visit.cohort_id),
        waiting=list_waiting(visit=visit, programme=programme, now=utc_now()),
        can_mail=get_settings().can_mail,
        faults=faults,
    )
