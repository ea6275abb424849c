"""The pages on which trainers and administrators say where readings are, and where anyone finds how to complain."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import Visit
from lti_app.organisation.place_actions import set_places
from lti_app.organisation.place_reads import get_complaints, get_places_page
from lti_app.organisation.place_rules import read_places_form
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("places", __name__)
log = structlog.get_logger(__name__)
TRAINERS, ADMINISTRATORS = "/v/<visit_id>/places", "/a/<visit_id>/places"


@pages.get("/v/<visit_id>/complaints")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER)
def show_complaints(visit: Visit) -> str:
    """How a complaint or a difficulty is raised in this organisation."""
    return render_template(
        "organisation/complaints.html", visit=visit, complaints=get_complaints(visit.organisation_id)
    )


@pages.get(TRAINERS)
@entry.visitor(Role.TRAINER)
def show_places(visit: Visit) -> ResponseReturnValue:
    """The places of the trainer's organisation, to be filled."""
    return _show(visit)


@pages.post(TRAINERS)
@entry.visitor(Role.TRAINER)
def keep_places(visit: Visit) -> ResponseReturnValue:
    """Keep what a trainer says of them."""
    return _keep(visit, url_for("places.show_places", visit_id=visit.id, saved="yes"))


@pages.get(ADMINISTRATORS)
@entry.administrator
def show_places_to_administrator(visit: AdministratorVisit) -> ResponseReturnValue:
    """The places of the administrator's organisation, to be filled."""
    return _show(visit)


@pages.post(ADMINISTRATORS)
@entry.administrator
def keep_places_of_administrator(visit: AdministratorVisit) -> ResponseReturnValue:
    """Keep what an administrator says of them."""
    return _keep(visit, url_for("places.show_places_to_administrator", visit_id=visit.id, saved="yes"))


def _keep(visit: Visit | AdministratorVisit, way: str) -> ResponseReturnValue:
    form = read_places_form(request.form, places=get_programme().places)
    if form.faults:
        page = get_places_page(organisation_id=visit.organisation_id, programme=get_programme())
        return render_template(_template(visit), page=page, form=form, **_names(visit)), 422
    set_places(form, organisation_id=visit.organisation_id, now=utc_now())
    log.info("places set", organisation_id=visit.organisation_id, visit_of=type(visit).__name__)
    return redirect(way, code=303)


def _show(visit: Visit | AdministratorVisit) -> str:
    page = get_places_page(organisation_id=visit.organisation_id, programme=get_programme())
    return render_template(
        _template(visit), page=page, form=None, saved="saved" in request.args, **_names(visit)
    )


def _template(visit: Visit | AdministratorVisit) -> str:
    return "organisation/places.html" if isinstance(visit, Visit) else "administration/places.html"


def _names(visit: Visit | AdministratorVisit) -> dict[str, Visit | AdministratorVisit]:
    return {"visit" if isinstance(visit, Visit) else "admin": visit}
