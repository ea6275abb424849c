"""The picker: a trainer chooses activities, and the choice goes back to the course page."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.deep_linking import PickedLink, sign_response
from lti_app.organisation.reads import get_deployment_name, get_platform, get_signing_key
from lti_app.placement.picking_rules import build_link, find_choice_fault, list_chosen
from lti_app.placement.reads import PickerPage, ReturningPage, get_picker_page
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings
from lti_app.web.security import allow_form_post_to

pages = Blueprint("placement", __name__)


@pages.get("/v/<visit_id>/picker")
@entry.visitor(Role.TRAINER, kinds=(VisitKind.PICKER,))
def show_picker(visit: Visit) -> ResponseReturnValue:
    """The programme as a tree to choose from."""
    return render_template("placement/picker.html", page=_picker(visit, checked=(), faults=()), visit=visit)


@pages.post("/v/<visit_id>/picker")
@entry.visitor(Role.TRAINER, kinds=(VisitKind.PICKER,))
def return_choice(visit: Visit) -> ResponseReturnValue:
    """Carry the choice back to the LMS; a choice that cannot go back is shown again with what is wrong."""
    settings = _deep_link_of(visit)
    if request.form.get("cancel"):
        return _return_links(visit, settings, ())
    keys = request.form.getlist("activity")
    chosen = list_chosen(programme=get_programme(), keys=keys)
    fault = find_choice_fault(chosen=chosen, settings=settings)
    if fault is not None:
        page = _picker(visit, checked=tuple(keys), faults=(("activity", fault),))
        return render_template("placement/picker.html", page=page, visit=visit), 422
    launch_address = get_settings().public_url + url_for("launch.receive_launch")
    return _return_links(
        visit, settings, tuple(build_link(activity, launch_address=launch_address) for activity in chosen)
    )


def _deep_link_of(visit: Visit) -> DeepLinkSettings:
    if visit.deep_link is None:
        raise NotHere("this visit has no picker")
    return visit.deep_link


def _picker(visit: Visit, *, checked: tuple[str, ...], faults: tuple[tuple[str, str], ...]) -> PickerPage:
    return get_picker_page(
        cohort_id=visit.cohort_id,
        programme=get_programme(),
        accept_multiple=_deep_link_of(visit).accept_multiple,
        action=url_for("placement.return_choice", visit_id=visit.id),
        checked=checked,
        faults=faults,
    )


def _return_links(
    visit: Visit, settings: DeepLinkSettings, links: tuple[PickedLink, ...]
) -> ResponseReturnValue:
    jwt = sign_response(
        get_platform(visit.platform_id),
        get_signing_key(visit.organisation_id, now=utc_now()),
        settings=settings,
        deployment_id=get_deployment_name(visit.deployment_row_id),
        links=links,
        message=None,
        now=utc_now(),
    )
    allow_form_post_to(settings.return_url)
    page = ReturningPage(return_url=settings.return_url, jwt=jwt)
    return render_template("placement/returning.html", page=page, visit=visit)
