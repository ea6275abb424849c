"""The trainer's page of a cohort's line managers: who is proposed and waits, who has nobody, which links are out."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import Visit
from lti_app.sign_off.listing_reads import get_listing_page
from lti_app.sign_off.listing_rules import read_list_wish
from lti_app.web import entry

pages = Blueprint("sign_off_listing", __name__)


@pages.get("/v/<visit_id>/cohort/line-managers")
@entry.visitor(Role.TRAINER)
def show_line_managers(visit: Visit) -> str:
    """The cohort's line managers."""
    page = get_listing_page(cohort_id=visit.cohort_id, wish=read_list_wish(request.args), now=utc_now())
    ways = {
        one.person_id: url_for("sign_off_naming.show_named", visit_id=visit.id, person_id=one.person_id)
        for one in page.people
    }
    root = url_for("sign_off_listing.show_line_managers", visit_id=visit.id)
    return render_template("sign_off/listing.html", page=page, visit=visit, root=root, ways=ways)
