"""The page on which a person chooses the mail once a week, and the one that every such mail leads out to."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.jobs import wake_mail
from lti_app.launch.limit_rules import Limited
from lti_app.launch.visit_rules import Visit
from lti_app.notices.choosing_actions import ask_weekly, confirm_weekly, leave_weekly, stop_weekly
from lti_app.notices.weekly_reads import get_notices_page
from lti_app.notices.weekly_rules import Chosen, read_leave
from lti_app.web import entry
from lti_app.web.current import get_settings
from lti_app.web.limits import stop_if_too_often

pages = Blueprint("weekly", __name__)
FAULTS = {
    Chosen.NO_ADDRESS: ("address", "Enter one e-mail address, such as name@northmoor.gov.uk"),
    Chosen.TOO_OFTEN: ("address", "Five codes were sent today. Ask for another tomorrow"),
    Chosen.WRONG_CODE: ("code", "That is not the code in the newest mail. Check it and type it again"),
    Chosen.CODE_OVER: ("code", "This code no longer works. Ask for a new one"),
}
SAID = {
    Chosen.ON: "You get a mail on Mondays when something waits for you",
    Chosen.OFF: "You get no more mails from us",
    Chosen.CODE_SENT: "A code is on its way to you",
}


@pages.get("/v/<visit_id>/notices")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER)
def show_notices(visit: Visit) -> str:
    """Whether the mail comes, and the form to change that."""
    said = request.args.get("said", "")
    return _render(visit, said=next((words for what, words in SAID.items() if what == said), ""))


@pages.post("/v/<visit_id>/notices")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER)
def choose(visit: Visit) -> ResponseReturnValue:
    """Ask for the mail, prove the address with its code, or stop it: whichever button was pressed."""
    address, code = request.form.get("address", "").strip(), request.form.get("code", "").strip()
    secret, now = get_settings().secret_key, utc_now()
    match request.form.get("do"):
        case "stop":
            outcome = stop_weekly(person_id=visit.person_id, now=now)
        case "confirm":
            outcome = confirm_weekly(visit=visit, code=code[:20], secret=secret, now=now)
        case _ if get_settings().can_mail:
            outcome = ask_weekly(visit=visit, address=address, secret=secret, now=now)
        case _:
            raise NotHere("no mail is set up")
    if outcome in FAULTS:
        return _render(visit, faults=(FAULTS[outcome],), address=address), 422
    if outcome is Chosen.CODE_SENT:
        wake_mail()
    return redirect(url_for("weekly.show_notices", visit_id=visit.id, said=outcome.value), code=303)


@pages.get("/notices/leave/<token>")
@entry.anyone
def show_leaving(token: str) -> str:
    """The button that ends the mails: a link alone changes nothing, for some programs open every link of a mail."""
    _read(token)
    return render_template("notices/leave.html", is_done=False, token=token)


@pages.post("/notices/leave/<token>")
@entry.anyone
def leave(token: str) -> str:
    """End the mails: by that button, or by a mail program itself (RFC 8058)."""
    leave_weekly(choice_id=_read(token), now=utc_now())
    return render_template("notices/leave.html", is_done=True, token=token)


def _read(token: str) -> int:
    stop_if_too_often(Limited.SIGNED_LINK, token, now=utc_now())
    choice_id = read_leave(token, secret=get_settings().secret_key)
    if choice_id is None:
        raise NotHere("no such link")
    return choice_id


def _render(
    visit: Visit, *, said: str = "", faults: tuple[tuple[str, str], ...] = (), address: str = ""
) -> str:
    page = get_notices_page(person_id=visit.person_id)
    return render_template(
        "notices/notices.html",
        page=page,
        visit=visit,
        said=said,
        faults=faults,
        typed=address,
        can_mail=get_settings().can_mail,
    )
