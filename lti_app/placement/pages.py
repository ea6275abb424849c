"""The picker: a trainer chooses activities, and the choice goes back to the course page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.calendar_reads import list_openings
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.deep_linking import PickedLink, sign_response
from lti_app.organisation.reads import get_deployment_name, get_platform, get_signing_key
from lti_app.placement.picking_rules import (
    Wish,
    build_link,
    find_choice_fault,
    list_chosen,
    list_whole,
    list_wish_faults,
    read_wishes,
)
from lti_app.placement.placed_reads import list_options
from lti_app.placement.reads import DetailsPage, PickerPage, ReturningPage, get_picker_page
from lti_app.placement.settling_actions import Picked, record_picks
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings
from lti_app.web.security import allow_form_post_to
from lti_app.web.static_files import ICON

pages = Blueprint("placement", __name__)


@pages.get("/v/<visit_id>/picker")
@entry.visitor(Role.TRAINER, kinds=(VisitKind.PICKER,))
def show_picker(visit: Visit) -> ResponseReturnValue:
    """The programme as a tree to choose from."""
    return render_template("placement/picker.html", page=_picker(visit, checked=(), faults=()), visit=visit)


@pages.post("/v/<visit_id>/picker")
@entry.visitor(Role.TRAINER, kinds=(VisitKind.PICKER,))
def return_choice(visit: Visit) -> ResponseReturnValue:
    """Carry the choice back to the LMS; what cannot go back, or is to be named first, is shown again."""
    settings = _deep_link_of(visit)
    if request.form.get("cancel"):
        return _return_links(visit, settings, ())
    programme = get_programme()
    whole = list_whole(programme=programme, modules=request.form.getlist("whole"))
    chosen = list_chosen(programme=programme, keys=(*request.form.getlist("activity"), *whole))
    fault = find_choice_fault(chosen=chosen, settings=settings)
    if fault is not None:
        page = _picker(visit, checked=tuple(one.key for one in chosen), faults=(("activity", fault),))
        return render_template("placement/picker.html", page=page, visit=visit), 422
    wishes = read_wishes(chosen=chosen, form=request.form)
    faults = list_wish_faults(wishes)
    if faults or request.form.get("do") == "details":
        return _show_details(visit, settings, wishes, faults)
    record_picks(
        cohort_id=visit.cohort_id,
        picks=tuple(Picked(one.activity.key, one.title, one.grading) for one in wishes),
        now=utc_now(),
    )
    return _return_links(visit, settings, _build_links(visit, wishes))


def _build_links(visit: Visit, wishes: tuple[Wish, ...]) -> tuple[PickedLink, ...]:
    settings = get_settings()
    static_url = cast("Callable[[str], str]", current_app.jinja_env.globals["static_url"])
    icon_url = settings.public_url + static_url(ICON)
    opens_at = list_openings(programme=get_programme(), cohort_id=visit.cohort_id)
    return tuple(
        build_link(
            one,
            launch_address=settings.launch_url,
            icon_url=icon_url,
            opens_at=opens_at.get(one.activity.key),
        )
        for one in wishes
    )


def _show_details(
    visit: Visit,
    settings: DeepLinkSettings,
    wishes: tuple[Wish, ...],
    faults: tuple[tuple[str, str], ...],
) -> ResponseReturnValue:
    page = DetailsPage(
        wishes=wishes,
        options=list_options(),
        accepts_grades=settings.accept_line_item,
        faults=faults,
        action=url_for("placement.return_choice", visit_id=visit.id),
    )
    return render_template("placement/details.html", page=page, visit=visit), 422 if faults else 200


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
