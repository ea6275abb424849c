"""Where an admitted launch leads, as an answer: a redirect into the visit, or a plain page."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_app.launch.admission_rules import Admission
from lti_app.launch.landing_rules import Landing, PlainPage, decide_landing
from lti_app.web.current import get_programme


def lead_on(admission: Admission, visit_id: str) -> ResponseReturnValue:
    """The visit's page that the launch leads to, or a plain page that says why not."""
    known = get_programme().find_activity(admission.activity_key or "") is not None
    match decide_landing(admission, activity_known=known):
        case PlainPage() as page:
            return render_template("launch/plain.html", page=page, way_back=admission.way_back), page.status
        case Landing.ACTIVITY:
            where = url_for("activity.show_activity", visit_id=visit_id, key=admission.activity_key)
        case Landing.COHORT:
            where = url_for("dashboard.show_cohort", visit_id=visit_id)
        case Landing.CHOOSE:
            where = url_for("choosing.show_chooser", visit_id=visit_id)
        case Landing.REVIEW:
            where = url_for("review.show_asked_for", visit_id=visit_id)
        case Landing.DESK:
            where = url_for("desk.show_desk", visit_id=visit_id)
        case Landing.PICKER:
            where = url_for("placement.show_picker", visit_id=visit_id)
    return redirect(where, code=303)
