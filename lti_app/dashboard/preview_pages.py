"""The way into seeing the programme as a participant does; the pages themselves are the participants' own."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import SHOWN_MARK, ShownAs, Visit
from lti_app.web import entry

pages = Blueprint("preview", __name__)


@pages.get("/v/<visit_id>/as-participant")
@entry.visitor(Role.TRAINER)
def show_ways(visit: Visit) -> ResponseReturnValue:
    """As whom the programme can be seen."""
    shown = {one.name: f"{visit.id}{SHOWN_MARK}{one.value}" for one in ShownAs}
    return render_template("dashboard/as_participant.html", page=shown, visit=visit)
