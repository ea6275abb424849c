"""The line manager's desk: their own people, what waits for them, and what they sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.errors import NotHere, Refused
from lti_app.jobs import wake_delivery
from lti_app.sign_off import look_actions, statement_actions, visit_actions, withdrawing_actions
from lti_app.sign_off.desk_reads import get_desk_person, list_desk
from lti_app.sign_off.naming_rules import Fault
from lti_app.sign_off.statement_actions import NotSigned, Signed
from lti_app.sign_off.statement_rules import (
    CONSISTENT,
    SATISFACTORY,
    SignedForm,
    list_entry_lines,
    read_signed,
)
from lti_app.sign_off.visit_rules import LineManagerVisit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("sign_off_desk", __name__)
PERSON = "/m/<visit_id>/people/<int:person_id>"
WORK = f"{PERSON}/work/<key>/<task_key>"
SAID = {
    "signed": "Your word is recorded, with your name, your post and today’s date.",
    "withdrawn": "Your verification is withdrawn. The participant and the trainer can see that, and your reason.",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds when it is shown: as signed last, or as it was sent with its faults."""

    form: SignedForm
    faults: tuple[Fault, ...] = ()

    def error(self, field: str) -> str | None:
        """What is wrong with a field; None where nothing is."""
        return next((message for name, message in self.faults if name == field), None)


@pages.get("/m/<visit_id>")
@entry.line_manager
def show_desk(visit: LineManagerVisit) -> ResponseReturnValue:
    """The line manager's people, and what waits."""
    people = list_desk(visit=visit, programme=get_programme())
    return render_template("sign_off/desk.html", people=people, desk=visit)


@pages.get(PERSON)
@entry.line_manager
def show_person(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """One person: everything to read and to sign."""
    with on_desk(visit, person_id):
        person = get_desk_person(visit=visit, programme=get_programme(), person_id=person_id)
    said = SAID.get(request.args.get("said", ""), "")
    return render_template("sign_off/person.html", person=person, desk=visit, said=said)


@pages.get(f"{PERSON}/entry")
@entry.line_manager
def show_entry(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """The entry check and the undertakings."""
    return _render_entry(visit, person_id, _fresh(visit))


@pages.post(f"{PERSON}/entry")
@entry.line_manager
def record_entry(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """Record the entry check and the undertakings."""
    return _sign(visit, person_id, statement_actions.record_entry, _render_entry)


@pages.get(WORK)
@entry.line_manager
def show_work(visit: LineManagerVisit, person_id: int, key: str, task_key: str) -> ResponseReturnValue:
    """What was submitted for one task, and what the line manager may say to it."""
    return _render_work(visit, person_id, _fresh(visit), activity_key=key, task_key=task_key)


@pages.post(WORK)
@entry.line_manager
def answer_work(visit: LineManagerVisit, person_id: int, key: str, task_key: str) -> ResponseReturnValue:
    """Agree a learning agreement or send it back, or confirm a discussion."""
    is_discussion = request.form.get("decision") == "discussed"
    answer = statement_actions.confirm_discussion if is_discussion else statement_actions.answer_agreement
    return _sign(visit, person_id, answer, _render_work, activity_key=key, task_key=task_key)


@pages.get(f"{PERSON}/portfolio")
@entry.line_manager
def show_portfolio(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """The portfolio as handed over, and its verification."""
    return _render_portfolio(visit, person_id, _fresh(visit))


@pages.post(f"{PERSON}/portfolio")
@entry.line_manager
def verify_portfolio(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """Sign the formal written verification."""
    return _sign(visit, person_id, statement_actions.verify_portfolio, _render_portfolio)


@pages.post(f"{PERSON}/portfolio/withdraw")
@entry.line_manager
def withdraw_verification(visit: LineManagerVisit, person_id: int) -> ResponseReturnValue:
    """Withdraw the verification, with a reason."""
    reason = read_signed({"words": request.form.get("reason", "")}).words
    with on_desk(visit, person_id):
        fault = withdrawing_actions.withdraw_verification(
            visit=visit, person_id=person_id, reason=reason, now=utc_now()
        )
    if fault is not None:
        return _render_portfolio(visit, person_id, Filled(_fresh(visit).form, fault.faults)), 422
    return _lead_back(visit, person_id, Signed(), said="withdrawn")


@pages.post("/m/<visit_id>/sign-out")
@entry.line_manager
def sign_out(visit: LineManagerVisit) -> ResponseReturnValue:
    """Close the desk in this browser."""
    visit_actions.end_line_manager_visit(visit.id)
    return render_template("sign_off/signed_out.html")


def _sign(
    visit: LineManagerVisit,
    person_id: int,
    sign: Callable[..., Signed | NotSigned],
    show_again: Callable[..., str],
    **work: str,
) -> ResponseReturnValue:
    """Sign what was sent and lead back to the person, or show the page again with what it lacks."""
    form = read_signed(request.form)
    with on_desk(visit, person_id):
        outcome = sign(
            visit=visit, programme=get_programme(), person_id=person_id, form=form, now=utc_now(), **work
        )
    if isinstance(outcome, NotSigned):
        return show_again(visit, person_id, Filled(form, outcome.faults), **work), 422
    return _lead_back(visit, person_id, outcome)


def _fresh(visit: LineManagerVisit) -> Filled:
    return Filled(SignedForm(name=visit.name, post=visit.post))


def _render_entry(visit: LineManagerVisit, person_id: int, filled: Filled) -> str:
    with on_desk(visit, person_id):
        person = get_desk_person(visit=visit, programme=get_programme(), person_id=person_id)
    groups = list_entry_lines(get_programme())
    return render_template("sign_off/entry.html", person=person, desk=visit, groups=groups, filled=filled)


def _render_work(
    visit: LineManagerVisit, person_id: int, filled: Filled, *, activity_key: str, task_key: str
) -> str:
    with on_desk(visit, person_id):
        page = look_actions.look_at_work(
            visit=visit,
            programme=get_programme(),
            person_id=person_id,
            activity_key=activity_key,
            task_key=task_key,
            now=utc_now(),
        )
    return render_template("sign_off/work.html", page=page, desk=visit, filled=filled)


def _render_portfolio(visit: LineManagerVisit, person_id: int, filled: Filled) -> str:
    with on_desk(visit, person_id):
        page = look_actions.look_at_portfolio(visit=visit, person_id=person_id, now=utc_now())
    statements = (("satisfactory", SATISFACTORY), ("consistent", CONSISTENT))
    return render_template(
        "sign_off/portfolio.html", page=page, desk=visit, filled=filled, statements=statements
    )


def _lead_back(
    visit: LineManagerVisit, person_id: int, signed: Signed, *, said: str = "signed"
) -> ResponseReturnValue:
    for platform_id in signed.platform_ids:
        wake_delivery(platform_id)
    address = url_for("sign_off_desk.show_person", visit_id=visit.id, person_id=person_id, said=said)
    return redirect(address, code=303)


@contextmanager
def on_desk(visit: LineManagerVisit, person_id: int) -> Iterator[None]:
    """Say of what is not on the desk that it is not, and keep on the trail that it was asked for."""
    try:
        yield
    except NotHere:
        visit_actions.record_refused_person(visit=visit, person_id=person_id, now=utc_now())
        raise Refused(
            "not on this desk",
            title="This is not on your desk",
            advice="You see the people alone who have you as their confirmed line manager, and of them what they have "
            "submitted for you to read. If somebody is missing, ask them or their trainer to name you.",
            status=404,
        ) from None
