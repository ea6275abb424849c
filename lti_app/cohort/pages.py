"""The trainer's pages about who is in the cohort: reading the course's roster, and a person's standing."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.actions import set_standing
from lti_app.cohort.form_rules import read_standing_form
from lti_app.cohort.reads import StandingPage, get_standing_page
from lti_app.cohort.role_rules import Role
from lti_app.cohort.roster_actions import ask_for_roster
from lti_app.cohort.standing_rules import Standing
from lti_app.course_jobs import wake_roster
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("cohort", __name__)


@pages.post("/v/<visit_id>/cohort/roster")
@entry.visitor(Role.TRAINER)
def read_roster(visit: Visit) -> ResponseReturnValue:
    """Ask for the course's roster; a worker reads it."""
    ask_for_roster(cohort_id=visit.cohort_id, now=utc_now())
    wake_roster(visit.cohort_id)
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id) + "#roster", code=303)


@pages.get("/v/<visit_id>/cohort/people/<int:person_id>/standing")
@entry.visitor(Role.TRAINER)
def show_standing(visit: Visit, person_id: int) -> ResponseReturnValue:
    """One person's standing, to be changed."""
    page = get_standing_page(cohort_id=visit.cohort_id, person_id=person_id)
    return _show(visit, page, {})


@pages.post("/v/<visit_id>/cohort/people/<int:person_id>/standing")
@entry.visitor(Role.TRAINER)
def change_standing(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Record that a person defers, withdraws, or takes part again."""
    form = read_standing_form(request.form)
    if form.faults or form.standing is None:
        page = get_standing_page(cohort_id=visit.cohort_id, person_id=person_id)
        shown = replace(page, standing=form.standing or page.standing, reason=form.reason, faults=form.faults)
        return _show(visit, shown, {part: request.form.get(f"on-{part}", "") for part in DAY_PARTS}), 422
    set_standing(
        visit=visit,
        person_id=person_id,
        standing=form.standing,
        on=form.on,
        reason=form.reason,
        programme=get_programme(),
        now=utc_now(),
    )
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id, moved=person_id), code=303)


DAY_PARTS = ("day", "month", "year")


def _show(visit: Visit, page: StandingPage, typed: dict[str, str]) -> str:
    on = typed or ({part: str(getattr(page.on, part)) for part in DAY_PARTS} if page.on else {})
    return render_template(
        "cohort/standing.html", page=page, visit=visit, on=on, standings=[one.value for one in Standing]
    )
