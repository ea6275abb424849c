"""The line manager's choice of the mail once a week, made from their desk."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.notices.choosing_actions import choose_as_line_manager
from lti_app.notices.weekly_reads import get_line_manager_notices
from lti_app.sign_off.visit_rules import LineManagerVisit
from lti_app.web import entry
from lti_app.web.current import get_settings

pages = Blueprint("weekly_desk", __name__)


@pages.get("/m/<visit_id>/notices")
@entry.line_manager
def show_desk_notices(visit: LineManagerVisit) -> str:
    """Whether the mail comes, and the button to change that."""
    page = get_line_manager_notices(
        organisation_id=visit.organisation_id, address_digest=visit.address_digest
    )
    return render_template(
        "notices/desk_notices.html", page=page, desk=visit, can_mail=get_settings().can_mail
    )


@pages.post("/m/<visit_id>/notices")
@entry.line_manager
def choose_at_desk(visit: LineManagerVisit) -> ResponseReturnValue:
    """Start the mail, or stop it."""
    choose_as_line_manager(visit=visit, wants=request.form.get("do") == "start", now=utc_now())
    return redirect(url_for("weekly_desk.show_desk_notices", visit_id=visit.id), code=303)
