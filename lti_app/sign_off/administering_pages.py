"""The administrator's pages of line managers: every cohort, one cohort's list, and one participant's line manager."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.sign_off import naming_door_pages
from lti_app.sign_off.administering_reads import get_cohort_listing, get_cohorts_page
from lti_app.sign_off.listing_rules import read_list_wish
from lti_app.sign_off.namer_rules import namer_of_administrator
from lti_app.sign_off.naming_door_pages import Door
from lti_app.web import entry

pages = Blueprint("sign_off_administering", __name__)
COHORT = "/a/<visit_id>/line-managers/<int:cohort_id>"
PERSON = f"{COHORT}/people/<int:person_id>"


@pages.get("/a/<visit_id>/line-managers")
@entry.administrator
def show_cohorts(visit: AdministratorVisit) -> str:
    """The organisation's cohorts, and how many of each wait for a line manager."""
    page = get_cohorts_page(visit.organisation_id)
    return render_template("sign_off/cohorts.html", page=page, admin=visit)


@pages.get(COHORT)
@entry.administrator
def show_cohort(visit: AdministratorVisit, cohort_id: int) -> str:
    """One cohort's line managers."""
    title, page = get_cohort_listing(
        organisation_id=visit.organisation_id,
        cohort_id=cohort_id,
        wish=read_list_wish(request.args),
        now=utc_now(),
    )
    ways = {one.person_id: _address(visit, cohort_id, one.person_id) for one in page.people}
    root = url_for("sign_off_administering.show_cohort", visit_id=visit.id, cohort_id=cohort_id)
    return render_template(
        "sign_off/listing_administered.html",
        page=page,
        admin=visit,
        cohort_title=title,
        root=root,
        ways=ways,
    )


@pages.get(PERSON)
@entry.administrator
def show_person(visit: AdministratorVisit, cohort_id: int, person_id: int) -> ResponseReturnValue:
    """Who a participant's line manager is, with forms to name, confirm, change and end."""
    return naming_door_pages.show(_door(visit, cohort_id, person_id))


@pages.post(PERSON)
@entry.administrator
def name_line_manager(visit: AdministratorVisit, cohort_id: int, person_id: int) -> ResponseReturnValue:
    """Name a participant's line manager, in place of any before."""
    return naming_door_pages.name(_door(visit, cohort_id, person_id))


@pages.post(f"{PERSON}/<any(confirm, decline, end, link, mail):decision>")
@entry.administrator
def decide_naming(
    visit: AdministratorVisit, cohort_id: int, person_id: int, decision: str
) -> ResponseReturnValue:
    """Confirm or decline a proposal, end a naming, or send a link."""
    return naming_door_pages.decide(_door(visit, cohort_id, person_id), decision)


def _door(visit: AdministratorVisit, cohort_id: int, person_id: int) -> Door:
    return Door(
        by=namer_of_administrator(visit, cohort_id=cohort_id),
        person_id=person_id,
        root=_address(visit, cohort_id, person_id),
        token=visit.csrf_token,
        template="sign_off/naming_administered.html",
        shown={"admin": visit},
    )


def _address(visit: AdministratorVisit, cohort_id: int, person_id: int) -> str:
    return url_for(
        "sign_off_administering.show_person", visit_id=visit.id, cohort_id=cohort_id, person_id=person_id
    )
