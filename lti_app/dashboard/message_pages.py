"""Messages to copy into the learning site's own mail: this service sends none of them."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.message_reads import get_messages_page
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("messages", __name__)


@pages.get("/v/<visit_id>/cohort/messages")
@entry.visitor(Role.TRAINER)
def show_messages(visit: Visit) -> ResponseReturnValue:
    """What to write to those who are stuck, and to those who have not begun."""
    page = get_messages_page(cohort_id=visit.cohort_id, programme=get_programme(), now=utc_now())
    return render_template("dashboard/messages.html", page=page, visit=visit)
