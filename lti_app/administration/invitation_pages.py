"""The ways to the administrator's pages: an invitation's link, and from a launch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration import actions
from lti_app.administration.reads import StandingOfPerson, find_invited_organisation, get_standing_of
from lti_app.administration.visit_rules import LONGEST_NAME, find_name_fault
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere, Refused
from lti_app.launch.limit_rules import Limited, mask_address
from lti_app.launch.visit_rules import Visit
from lti_app.lti.texts import read_label
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_settings, give_browser_secret, make_browser_secret
from lti_app.web.limits import stop_if_too_often

pages = Blueprint("invitation", __name__)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation that can be accepted."""

    title: str
    organisation: str
    name: str
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WayPage:
    """Where a person who came from a launch stands."""

    title: str
    standing: StandingOfPerson


@pages.get("/administration/invitation/<secret>")
@entry.anyone
def show_invitation(secret: str) -> ResponseReturnValue:
    """Ask for the name of whoever was invited. Looking uses nothing up, so that a mail scanner may look."""
    stop_if_too_often(
        Limited.SIGNED_LINK, "invitation seen", mask_address(request.remote_addr), now=utc_now()
    )
    return _show_invitation(secret, name="", fault=None)


@pages.post("/administration/invitation/<secret>")
@entry.anyone
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Make whoever was invited an administrator, in this browser."""
    if request.headers.get("Origin") != get_settings().public_url:
        _refuse("invitation from another site")
    # By its address, since whoever guesses comes with another link each time.
    stop_if_too_often(Limited.SIGNED_LINK, "invitation", mask_address(request.remote_addr), now=utc_now())
    typed = request.form.get("name", "")
    name = read_label(typed, longest=LONGEST_NAME + 1) or ""
    fault = find_name_fault(name)
    if fault is not None:
        return _show_invitation(secret, name=typed, fault=fault)
    browser = find_browser_secret() or make_browser_secret()
    visit_id = actions.accept_invitation(
        secret,
        name=name,
        browser_secret=browser,
        lifetime=get_settings().visit_lifetime,
        now=utc_now(),
    )
    if visit_id is None:
        _refuse("invitation unknown or used")
    response = make_response(
        redirect(url_for("administration.show_connections", visit_id=visit_id), code=303)
    )
    if find_browser_secret() is None:
        give_browser_secret(response, browser)
    return response


@pages.get("/v/<visit_id>/administration")
@entry.visitor(Role.TRAINER, Role.PARTICIPANT)
def show_way(visit: Visit) -> ResponseReturnValue:
    """The way to the administrator's pages for one who has them; for a trainer, a way to ask."""
    standing = get_standing_of(visit.person_id)
    if not standing.administers and visit.role is not Role.TRAINER:
        raise NotHere("not an administrator")
    page = WayPage(title="Administration", standing=standing)
    return render_template("administration/way.html", page=page, visit=visit)


@pages.post("/v/<visit_id>/administration")
@entry.visitor(Role.TRAINER, Role.PARTICIPANT)
def open_administration(visit: Visit) -> ResponseReturnValue:
    """Open the administrator's pages in this browser."""
    opened = actions.open_from_launch(
        visit.person_id,
        browser_secret=find_browser_secret() or "",
        lifetime=get_settings().visit_lifetime,
        now=utc_now(),
    )
    if opened is None:
        raise NotHere("not an administrator")
    return redirect(url_for("administration.show_connections", visit_id=opened), code=303)


@pages.post("/v/<visit_id>/administration/ask")
@entry.visitor(Role.TRAINER)
def ask_to_administer(visit: Visit) -> ResponseReturnValue:
    """Note that this trainer asks to administer."""
    actions.add_request(organisation_id=visit.organisation_id, person_id=visit.person_id, now=utc_now())
    return redirect(url_for("invitation.show_way", visit_id=visit.id), code=303)


def _show_invitation(secret: str, *, name: str, fault: str | None) -> ResponseReturnValue:
    organisation = find_invited_organisation(secret, now=utc_now())
    if organisation is None:
        _refuse("invitation unknown or used")
    page = InvitationPage(
        title=f"Administer {organisation}",
        organisation=organisation,
        name=name[:LONGEST_NAME],
        faults=(("name", fault),) if fault else (),
    )
    return render_template("administration/invitation.html", page=page), 422 if fault else 200


def _refuse(reason: str) -> NoReturn:
    raise Refused(
        reason,
        title="This invitation cannot be used",
        advice="An invitation works once, and for a week. If you have used it already, open the service from your "
        "course instead. Otherwise ask for a new one.",
        status=400,
    )
