"""The pages about a participant's line manager: a trainer names and confirms, the participant proposes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.jobs import wake_mail
from lti_app.launch.visit_rules import Visit
from lti_app.sign_off import making_actions, naming_actions, visit_actions
from lti_app.sign_off.making_actions import DAY, MadeLink, MailedTooOften
from lti_app.sign_off.naming_reads import get_naming_page
from lti_app.sign_off.naming_rules import Fault, NamedLineManager, read_named
from lti_app.sign_off.visit_rules import decide_may_get_link
from lti_app.web import entry
from lti_app.web.current import find_browser_secret, get_programme, get_settings
from lti_app.web.limits import refuse_too_often

pages = Blueprint("sign_off_naming", __name__)
OWN = "/v/<visit_id>/line-manager"
PERSON = "/v/<visit_id>/cohort/people/<int:person_id>/line-manager"
SAID = {
    "named": "The line manager is confirmed. Send them a link now, so that they can open their desk.",
    "proposed": "Your proposal is with your trainer, who confirms it.",
    "confirmed": "The line manager is confirmed. Send them a link now, so that they can open their desk.",
    "declined": "The proposal is declined.",
    "ended": "They are the line manager no more. What they signed is kept.",
    "mailed": "The link is on its way to the line manager by e-mail.",
}


@pages.get(OWN)
@entry.visitor(Role.PARTICIPANT)
def show_own(visit: Visit) -> ResponseReturnValue:
    """The participant's own line manager, what they said, and a form to propose one."""
    return _render(visit, visit.person_id, NamedLineManager())


@pages.post(OWN)
@entry.visitor(Role.PARTICIPANT)
def propose(visit: Visit) -> ResponseReturnValue:
    """Propose a line manager; a trainer confirms."""
    named = read_named(request.form)
    faults = naming_actions.propose_line_manager(
        visit=visit, named=named, secret=get_settings().secret_key, now=utc_now()
    )
    if faults:
        return _render(visit, visit.person_id, named, faults), 422
    return _lead_back(visit, visit.person_id, "proposed")


@pages.post(f"{OWN}/<any(link, mail):decision>")
@entry.visitor(Role.PARTICIPANT)
def send_own_link(visit: Visit, decision: str) -> ResponseReturnValue:
    """Mail the line manager their link, or show it once, where it does not open the desk by itself."""
    return _make_link(visit, visit.person_id, decision)


@pages.get(PERSON)
@entry.visitor(Role.TRAINER)
def show_named(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Who a participant's line manager is, with forms to name, confirm, change and end."""
    return _render(visit, person_id, NamedLineManager())


@pages.post(PERSON)
@entry.visitor(Role.TRAINER)
def name_line_manager(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Name a participant's line manager, in place of any before."""
    named = read_named(request.form)
    faults = naming_actions.name_line_manager(
        visit=visit,
        person_id=person_id,
        named=named,
        secret=get_settings().secret_key,
        now=utc_now(),
    )
    if faults:
        return _render(visit, person_id, named, faults), 422
    return _lead_back(visit, person_id, "named")


@pages.post(f"{PERSON}/<any(confirm, decline, end, link, mail):decision>")
@entry.visitor(Role.TRAINER)
def decide_naming(visit: Visit, person_id: int, decision: str) -> ResponseReturnValue:
    """Confirm or decline a proposal, end a naming, or send a link."""
    now = utc_now()
    if decision in {"link", "mail"}:
        get_naming_page(visit=visit, programme=get_programme(), person_id=person_id, now=now)
        return _make_link(visit, person_id, decision)
    if decision == "confirm":
        number = request.form.get("naming", "")
        faults = naming_actions.confirm_proposal(
            visit=visit,
            person_id=person_id,
            naming_id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
            looked=request.form.get("looked") == "yes",
            now=now,
        )
        if faults:
            return _render(visit, person_id, NamedLineManager(), faults), 422
        return _lead_back(visit, person_id, "confirmed")
    change = naming_actions.decline_proposal if decision == "decline" else naming_actions.end_line_manager
    change(visit=visit, person_id=person_id, now=now)
    return _lead_back(visit, person_id, "declined" if decision == "decline" else "ended")


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


def _make_link(visit: Visit, person_id: int, decision: str) -> ResponseReturnValue:
    settings = get_settings()
    is_participant = visit.role is Role.PARTICIPANT
    mails = decision == "mail"
    may = (
        settings.can_mail
        if mails
        else decide_may_get_link(is_participant=is_participant, can_mail=settings.can_mail)
    )
    if not may:
        raise NotHere("no link to be had here")
    made = making_actions.make_link(
        person_id=person_id,
        by_id=visit.person_id,
        mails=mails,
        base=f"{settings.public_url}/m/link/",
        key=settings.secret_key,
        lifetime=settings.line_manager_link_lifetime,
        now=utc_now(),
    )
    if made is None:
        raise NotHere("no confirmed line manager")
    if isinstance(made, MailedTooOften):
        refuse_too_often(DAY, reason="links mailed too often")
    if mails:
        wake_mail()
        return _lead_back(visit, person_id, "mailed")
    return _render(visit, person_id, NamedLineManager(), made=made)


def _render(
    visit: Visit,
    person_id: int,
    named: NamedLineManager,
    faults: tuple[Fault, ...] = (),
    made: MadeLink | None = None,
) -> str:
    page = get_naming_page(visit=visit, programme=get_programme(), person_id=person_id, now=utc_now())
    is_own = visit.role is Role.PARTICIPANT
    can_mail = get_settings().can_mail
    return render_template(
        "sign_off/naming.html",
        page=page,
        visit=visit,
        named=named,
        faults=faults,
        made=made,
        is_own=is_own,
        can_mail=can_mail,
        may_copy=decide_may_get_link(is_participant=is_own, can_mail=can_mail),
        root=url_for("sign_off_naming.show_own", visit_id=visit.id)
        if is_own
        else url_for("sign_off_naming.show_named", visit_id=visit.id, person_id=person_id),
        said=SAID.get(request.args.get("said", ""), ""),
    )


def _lead_back(visit: Visit, person_id: int, said: str) -> ResponseReturnValue:
    if visit.role is Role.PARTICIPANT:
        return redirect(url_for("sign_off_naming.show_own", visit_id=visit.id, said=said), code=303)
    address = url_for("sign_off_naming.show_named", visit_id=visit.id, person_id=person_id, said=said)
    return redirect(address, code=303)
