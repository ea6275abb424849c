"""The pages about a participant's line manager: a trainer names and confirms, the participant proposes."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import Visit
from lti_app.sign_off import naming_door_pages, visit_actions
from lti_app.sign_off.namer_rules import namer_of_visit
from lti_app.sign_off.naming_door_pages import Door
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_settings

pages = Blueprint("sign_off_naming", __name__)
OWN = "/v/<visit_id>/line-manager"
PERSON = "/v/<visit_id>/cohort/people/<int:person_id>/line-manager"


@pages.get(OWN)
@entry.visitor(Role.PARTICIPANT)
def show_own(visit: Visit) -> ResponseReturnValue:
    """The participant's own line manager, what they said, and a form to propose one."""
    return naming_door_pages.show(_own_door(visit))


@pages.post(OWN)
@entry.visitor(Role.PARTICIPANT)
def propose(visit: Visit) -> ResponseReturnValue:
    """Propose a line manager; a trainer or an administrator confirms."""
    return naming_door_pages.name(_own_door(visit))


@pages.post(f"{OWN}/<any(link, mail):decision>")
@entry.visitor(Role.PARTICIPANT)
def send_own_link(visit: Visit, decision: str) -> ResponseReturnValue:
    """Mail the line manager their link, or show it once, where it does not open the desk by itself."""
    return naming_door_pages.decide(_own_door(visit), decision)


@pages.get(PERSON)
@entry.visitor(Role.TRAINER)
def show_named(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Who a participant's line manager is, with forms to name, confirm, change and end."""
    return naming_door_pages.show(_trainers_door(visit, person_id))


@pages.post(PERSON)
@entry.visitor(Role.TRAINER)
def name_line_manager(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Name a participant's line manager, in place of any before."""
    return naming_door_pages.name(_trainers_door(visit, person_id))


@pages.post(f"{PERSON}/<any(confirm, decline, end, link, mail):decision>")
@entry.visitor(Role.TRAINER)
def decide_naming(visit: Visit, person_id: int, decision: str) -> ResponseReturnValue:
    """Confirm or decline a proposal, end a naming, or send a link."""
    return naming_door_pages.decide(_trainers_door(visit, person_id), decision)


@pages.post("/v/<visit_id>/desk")
@entry.visitor(Role.LINE_MANAGER)
def open_desk(visit: Visit) -> ResponseReturnValue:
    """Open the line manager's desk from a launch that named the person a mentor, where they are confirmed."""
    opened = visit_actions.open_from_mentor_launch(
        visit=visit,
        browser_secret=find_browser_secret() or "",
        lifetime=get_settings().visit_lifetime,
        now=utc_now(),
    )
    if opened is None:
        return redirect(url_for("desk.show_desk", visit_id=visit.id, said="nobody"), code=303)
    return redirect(url_for("sign_off_desk.show_desk", visit_id=opened), code=303)


def _own_door(visit: Visit) -> Door:
    root = url_for("sign_off_naming.show_own", visit_id=visit.id)
    return _door(visit, visit.person_id, root)


def _trainers_door(visit: Visit, person_id: int) -> Door:
    root = url_for("sign_off_naming.show_named", visit_id=visit.id, person_id=person_id)
    return _door(visit, person_id, root)


def _door(visit: Visit, person_id: int, root: str) -> Door:
    return Door(
        by=namer_of_visit(visit),
        person_id=person_id,
        root=root,
        token=visit.csrf_token,
        template="sign_off/naming.html",
        shown={"visit": visit},
    )
