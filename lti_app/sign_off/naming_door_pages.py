"""What the pages about a line manager do alike, whichever door somebody came by: show, name, decide, give a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.errors import NotHere
from lti_app.jobs import wake_mail
from lti_app.launch.visit_rules import Visit
from lti_app.sign_off import making_actions, naming_actions
from lti_app.sign_off.making_actions import DAY, MadeLink, MailedTooOften
from lti_app.sign_off.namer_rules import Namer
from lti_app.sign_off.naming_reads import get_naming_page
from lti_app.sign_off.naming_rules import Fault, NamedLineManager, read_named
from lti_app.sign_off.visit_rules import decide_may_get_link
from lti_app.web.current import get_programme, get_settings
from lti_app.web.limits import refuse_too_often

LONGEST_NUMBER = 9
SAID = {
    "named": "The line manager is confirmed. Send them a link now, so that they can open their desk.",
    "proposed": "Your proposal waits for a trainer or administrator, who confirms it.",
    "confirmed": "The line manager is confirmed. Send them a link now, so that they can open their desk.",
    "declined": "The proposal is declined.",
    "ended": "They are the line manager no more. What they signed is kept.",
    "mailed": "The link is on its way to the line manager by e-mail.",
}


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes to which participant's naming: `root` is the page's own address, `shown` what its template needs."""

    by: Namer
    person_id: int
    root: str
    token: str
    template: str
    shown: Mapping[str, Visit | AdministratorVisit]


def show(
    door: Door,
    named: NamedLineManager | None = None,
    faults: tuple[Fault, ...] = (),
    made: MadeLink | None = None,
) -> str:
    """The page, with a form as it was sent and what is wrong with it, and a link that is shown this once."""
    by, can_mail = door.by, get_settings().can_mail
    page = get_naming_page(by=by, programme=get_programme(), person_id=door.person_id, now=utc_now())
    return render_template(
        door.template,
        page=page,
        named=named or NamedLineManager(),
        faults=faults,
        made=made,
        is_own=by.is_participant,
        by_administrator=by.is_administrator,
        cohort_id=by.cohort_id,
        can_mail=can_mail,
        may_copy=_may_copy(by, can_mail=can_mail),
        root=door.root,
        token=door.token,
        said=SAID.get(request.args.get("said", ""), ""),
        **door.shown,
    )


def name(door: Door) -> ResponseReturnValue:
    """Name the line manager as the form says; a participant's is a proposal."""
    named = read_named(request.form)
    is_proposal = door.by.is_participant
    act = naming_actions.propose_line_manager if is_proposal else naming_actions.name_line_manager
    faults = act(
        by=door.by,
        person_id=door.person_id,
        named=named,
        secret=get_settings().secret_key,
        now=utc_now(),
    )
    if faults:
        return show(door, named, faults), 422
    return _lead_back(door, "proposed" if is_proposal else "named")


def decide(door: Door, decision: str) -> ResponseReturnValue:
    """Confirm or decline the proposal, end the naming, mail a link or show one."""
    match decision:
        case "link" | "mail":
            return _give_link(door, mails=decision == "mail")
        case "confirm":
            return _confirm(door)
        case "decline":
            naming_actions.decline_proposal(by=door.by, person_id=door.person_id, now=utc_now())
            return _lead_back(door, "declined")
        case _:
            naming_actions.end_line_manager(by=door.by, person_id=door.person_id, now=utc_now())
            return _lead_back(door, "ended")


def _confirm(door: Door) -> ResponseReturnValue:
    number = request.form.get("naming", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    faults = naming_actions.confirm_proposal(
        by=door.by,
        person_id=door.person_id,
        naming_id=int(number) if is_number else 0,
        looked=request.form.get("looked") == "yes",
        now=utc_now(),
    )
    if faults:
        return show(door, faults=faults), 422
    return _lead_back(door, "confirmed")


def _give_link(door: Door, *, mails: bool) -> ResponseReturnValue:
    settings, now = get_settings(), utc_now()
    # It raises where the participant is not one of this door's.
    get_naming_page(by=door.by, programme=get_programme(), person_id=door.person_id, now=now)
    if not (settings.can_mail if mails else _may_copy(door.by, can_mail=settings.can_mail)):
        raise NotHere("no link to be had here")
    made = making_actions.make_link(
        person_id=door.person_id,
        by=door.by,
        mails=mails,
        base=f"{settings.public_url}/m/link/",
        key=settings.secret_key,
        lifetime=settings.line_manager_link_lifetime,
        now=now,
    )
    if made is None:
        raise NotHere("no confirmed line manager")
    if isinstance(made, MailedTooOften):
        refuse_too_often(DAY, reason="links mailed too often")
    if mails:
        wake_mail()
        return _lead_back(door, "mailed")
    return show(door, made=made)


def _may_copy(by: Namer, *, can_mail: bool) -> bool:
    return decide_may_get_link(may_read=not (by.is_participant or by.is_administrator), can_mail=can_mail)


def _lead_back(door: Door, said: str) -> ResponseReturnValue:
    return redirect(f"{door.root}?said={said}", code=303)
