"""The line manager's desk, for launches that say whose mentor a person is."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.cohort.role_rules import Role
from lti_app.dashboard.desk_reads import get_desk_page
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("desk", __name__)


@pages.get("/v/<visit_id>/desk")
@entry.visitor(Role.LINE_MANAGER)
def show_desk(visit: Visit) -> ResponseReturnValue:
    """How far the line manager's own people are."""
    page = get_desk_page(visit=visit, programme=get_programme())
    return render_template("dashboard/desk.html", page=page, visit=visit)
