"""The trainer's charts of a cohort."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.chart_reads import get_charts_page
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("charts", __name__)


@pages.get("/v/<visit_id>/cohort/charts")
@entry.visitor(Role.TRAINER)
def show_charts(visit: Visit) -> ResponseReturnValue:
    """Progress over time, where people are, and the grades, each drawn and as a table."""
    page = get_charts_page(cohort_id=visit.cohort_id, programme=get_programme(), now=utc_now())
    return render_template("dashboard/charts.html", page=page, visit=visit)
