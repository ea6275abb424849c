"""Somebody's submitted work for one activity: as the gradebook asks for it, or from the cohort's page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.review.look_actions import look_at_submissions
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("review", __name__)


@pages.get("/v/<visit_id>/review")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER)
def show_asked_for(visit: Visit) -> ResponseReturnValue:
    """The very submission that a submission review was launched for."""
    if visit.for_user is None or visit.activity_key is None:
        raise NotHere("this visit reviews nothing")
    page = look_at_submissions(
        visit=visit,
        programme=get_programme(),
        activity_key=visit.activity_key,
        subject=visit.for_user,
        now=utc_now(),
    )
    return render_template("review/work.html", page=page, visit=visit)


@pages.get("/v/<visit_id>/cohort/people/<int:person_id>/work/<key>")
@entry.visitor(Role.TRAINER)
def show_work(visit: Visit, person_id: int, key: str) -> ResponseReturnValue:
    """What one person of the cohort has submitted for an activity."""
    page = look_at_submissions(
        visit=visit, programme=get_programme(), activity_key=key, person_id=person_id, now=utc_now()
    )
    return render_template("review/work.html", page=page, visit=visit)
