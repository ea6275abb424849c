"""The trainer's waivers: what may open before its turn, for whom and why."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.gate.actions import add_waiver, end_waiver
from lti_app.gate.reads import get_waivers_page
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("waivers", __name__)
WAIVERS = "/v/<visit_id>/waivers"
LONGEST_REASON = 500
EVERYBODY = "everybody"


@pages.get(WAIVERS)
@entry.visitor(Role.TRAINER)
def show_waivers(visit: Visit) -> str:
    """What stands waived, and a form for another."""
    return _render(visit, said=request.args.get("said", ""))


@pages.post(WAIVERS)
@entry.visitor(Role.TRAINER)
def waive(visit: Visit) -> ResponseReturnValue:
    """Let something open before its turn."""
    what, _, task_key = request.form.get("what", "").partition("/")
    who = request.form.get("who", "")
    reason = " ".join(request.form.get("reason", "").split())
    faults = _list_faults(what=what, who=who, reason=reason)
    if faults:
        return _render(visit, faults=faults), HTTPStatus.UNPROCESSABLE_ENTITY
    add_waiver(
        programme=get_programme(),
        cohort_id=visit.cohort_id,
        person_id=None if who == EVERYBODY else int(who),
        activity_key=what,
        task_key=task_key or None,
        reason=reason,
        by_id=visit.person_id,
        now=utc_now(),
    )
    return redirect(url_for("waivers.show_waivers", visit_id=visit.id, said="kept"), code=303)


@pages.post(f"{WAIVERS}/<int:waiver_id>/end")
@entry.visitor(Role.TRAINER)
def end(visit: Visit, waiver_id: int) -> ResponseReturnValue:
    """Let a waiver stand no longer."""
    end_waiver(cohort_id=visit.cohort_id, waiver_id=waiver_id, by_id=visit.person_id, now=utc_now())
    return redirect(url_for("waivers.show_waivers", visit_id=visit.id, said="ended"), code=303)


def _list_faults(*, what: str, who: str, reason: str) -> tuple[tuple[str, str], ...]:
    faults = []
    if who != EVERYBODY and not (who.isascii() and who.isdigit() and len(who) < len("1000000000")):
        faults.append(("who", "Choose for whom it opens"))
    if not what:
        faults.append(("what", "Choose what opens before its turn"))
    if not reason:
        faults.append(("reason", "Enter the reason"))
    elif len(reason) > LONGEST_REASON:
        faults.append(("reason", f"The reason must be {LONGEST_REASON} characters or fewer"))
    return tuple(faults)


def _render(visit: Visit, *, faults: tuple[tuple[str, str], ...] = (), said: str = "") -> str:
    page = get_waivers_page(programme=get_programme(), cohort_id=visit.cohort_id)
    return render_template(
        "calendar/waivers.html", page=page, visit=visit, faults=faults, said=said, typed=request.form
    )
