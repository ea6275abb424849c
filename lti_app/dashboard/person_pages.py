"""One participant's page for their trainer."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.person_reads import get_person_page
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("person", __name__)


@pages.get("/v/<visit_id>/cohort/people/<int:person_id>")
@entry.visitor(Role.TRAINER)
def show_person(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Everything that one participant of the cohort has done, in states and days."""
    page = get_person_page(visit=visit, programme=get_programme(), person_id=person_id, now=utc_now())
    return render_template("dashboard/person.html", page=page, visit=visit)
