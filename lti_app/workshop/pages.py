"""The trainer's pages of a workshop's day: giving out, taking back, the register; and what open pages are told."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import Refused
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme
from lti_app.workshop import actions, register_actions
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.day_reads import get_day_page, get_workshops_page, list_given_out
from lti_app.workshop.form_rules import MarkForm, read_mark_form, read_target_form
from lti_app.workshop.outcome_rules import Marked, MarkedSince, MarkOutcome, SeenAlready, UndoOutcome
from lti_app.workshop.register_reads import get_register_row

pages = Blueprint("workshop", __name__)
DAY = "/v/<visit_id>/workshop/<key>"
SAID = {
    "given": "It is given out. Participants who have the page open see it now.",
    "back": "It is taken back. Nobody had opened it.",
}


@pages.get("/v/<visit_id>/workshops")
@entry.visitor(Role.TRAINER)
def list_days(visit: Visit) -> str:
    """The workshops of the programme, each with its day."""
    page = get_workshops_page(programme=get_programme(), cohort_id=visit.cohort_id)
    return render_template("workshop/workshops.html", page=page, visit=visit)


@pages.get(DAY)
@entry.visitor(Role.TRAINER)
def show_day(visit: Visit, key: str) -> str:
    """The workshop's day: what to give out, and the register."""
    return _render(visit, key, said=SAID.get(request.args.get("said", ""), ""))


@pages.post(f"{DAY}/give")
@entry.visitor(Role.TRAINER)
def give_out(visit: Visit, key: str) -> ResponseReturnValue:
    """Give the next piece of a case to the cohort."""
    actions.release(
        programme=get_programme(),
        cohort_id=visit.cohort_id,
        target=read_target_form(request.form),
        by_id=visit.person_id,
        now=utc_now(),
    )
    return redirect(url_for("workshop.show_day", visit_id=visit.id, key=key, said="given"), code=303)


@pages.post(f"{DAY}/take-back")
@entry.visitor(Role.TRAINER)
def take_back(visit: Visit, key: str) -> ResponseReturnValue:
    """Take a piece back that nobody has opened."""
    outcome = actions.take_back(
        cohort_id=visit.cohort_id,
        target=read_target_form(request.form),
        by_id=visit.person_id,
        now=utc_now(),
    )
    if isinstance(outcome, SeenAlready):
        people = "1 person has" if outcome.people == 1 else f"{outcome.people} people have"
        said = f"It stays given out: {people} opened it already."
        return _render(visit, key, said=said), HTTPStatus.CONFLICT
    return redirect(url_for("workshop.show_day", visit_id=visit.id, key=key, said="back"), code=303)


@pages.post(f"{DAY}/register/<int:person_id>")
@entry.visitor(Role.TRAINER)
def mark(visit: Visit, key: str, person_id: int) -> ResponseReturnValue:
    """Mark a person in the register, or take their mark away; the page's script gets the row alone."""
    form = read_mark_form(request.form)
    if form is None:
        raise Refused(
            "no such mark",
            title="That mark is not known",
            advice="Go back, reload the page, and mark again.",
            status=400,
        )
    stands = form.fault is None and isinstance(_keep_mark(visit, key, person_id, form), MarkedSince)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.fault else HTTPStatus.OK
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return _answer_row(visit, key, person_id, form, stands=stands), status
    if form.fault is not None:
        return _render(visit, key, form=form, person_id=person_id), status
    return redirect(
        url_for("workshop.show_day", visit_id=visit.id, key=key) + f"#person-{person_id}", code=303
    )


@pages.get("/v/<visit_id>/given-out")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER)
def list_given(visit: Visit) -> Response:
    """What is given out to the cohort, for pages that are open; nothing but 304 where it is as it was."""
    given = list_given_out(programme=get_programme(), cohort_id=visit.cohort_id)
    mark = hashlib.sha256(",".join(str(one.number) for one in given).encode()).hexdigest()[:16]
    if request.if_none_match.contains(mark):
        answer = make_response("", HTTPStatus.NOT_MODIFIED)
    else:
        now = utc_now()
        answer = jsonify(
            given=[
                {
                    "number": one.number,
                    "title": one.title,
                    "seconds_ago": (now - one.released_at).total_seconds(),
                    "address": url_for("activity.show_activity", visit_id=visit.id, key=one.activity_key),
                }
                for one in given
            ]
        )
    answer.set_etag(mark)
    return answer


def _keep_mark(visit: Visit, key: str, person_id: int, form: MarkForm) -> MarkOutcome | UndoOutcome:
    programme, now = get_programme(), utc_now()
    if form.presence is None:
        return register_actions.undo_attendance(
            programme=programme,
            cohort_id=visit.cohort_id,
            person_id=person_id,
            workshop_key=key,
            by_id=visit.person_id,
            now=now,
            tapped_at=now - form.held,
        )
    outcome = register_actions.mark_attendance(
        programme=programme,
        cohort_id=visit.cohort_id,
        person_id=person_id,
        workshop_key=key,
        presence=form.presence,
        reason=form.reason,
        by_id=visit.person_id,
        now=now,
        tapped_at=now - form.held,
    )
    if isinstance(outcome, Marked):
        for platform_id in outcome.platform_ids:
            wake_delivery(platform_id)
    return outcome


def _answer_row(visit: Visit, key: str, person_id: int, form: MarkForm, *, stands: bool) -> Response:
    row = get_register_row(programme=get_programme(), cohort_id=visit.cohort_id, key=key, person_id=person_id)
    fault = form.fault if form.presence is Presence.CATCH_UP else None
    html = render_template(
        "workshop/_row.html", row=row, visit=visit, key=key, fault=fault, typed=form.reason
    )
    return jsonify(row=html, presence=row.presence, fault=form.fault, stands=stands)


def _render(
    visit: Visit, key: str, *, said: str = "", form: MarkForm | None = None, person_id: int | None = None
) -> str:
    page = get_day_page(programme=get_programme(), cohort_id=visit.cohort_id, key=key)
    return render_template(
        "workshop/day.html",
        page=page,
        visit=visit,
        said=said,
        fault=form.fault if form else None,
        fault_at=person_id,
        typed=form.reason if form else "",
    )
