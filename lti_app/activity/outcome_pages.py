"""How a page answers what came of saving or submitting a task, with a page or, to a script, with JSON."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_app.activity.fault_rules import AnswerFault
from lti_app.activity.form_rules import Button, SentForm
from lti_app.activity.outcome_rules import (
    ClosedGate,
    Conflict,
    Final,
    NotEnough,
    Saved,
    SaveOutcome,
    SubmitOutcome,
    Submitted,
    TooLong,
)
from lti_app.activity.page_rules import ClosedPage
from lti_app.activity.task_page_rules import NotKeptPage, TaskPage
from lti_app.activity.task_reads import Wish, find_home, get_conflict_page, get_task, get_task_page
from lti_app.clock import utc_now
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.identity_rules import IdentitySign
from lti_app.web.current import get_programme, get_settings


def make_store_key(visit: Visit) -> str:
    """An opaque name for the person, under which a tab keeps unsaved words; the same in each of their visits."""
    key = get_settings().secret_key.encode()
    return hmac.digest(key, f"tab:{visit.person_id}".encode(), "sha256").hex()[:20]


def wish_for(
    visit: Visit,
    *,
    change: bool = False,
    more: str | None = None,
    forgets: bool = False,
    thrown: bool = False,
) -> Wish:
    """A plain wish for a task's page, opened anew."""
    return Wish(
        editor=secrets.token_hex(8),
        store_key=make_store_key(visit),
        change=change,
        more=more,
        forgets=forgets,
        thrown=thrown,
    )


def wake_deliveries(outcome: Submitted) -> None:
    """Ask for the scores that a submission has earned to be sent soon."""
    for platform_id in outcome.platform_ids:
        wake_delivery(platform_id)


def show_closed_or(page: TaskPage | ClosedPage, visit: Visit, *, status: int = 200) -> AnyResponse:
    """The page of a task, or the page that says why it, or its activity, is closed (403)."""
    if isinstance(page, ClosedPage):
        task_key = (request.view_args or {}).get("task_key")
        kept = f"{make_store_key(visit)}:{page.activity_key}/{task_key}" if task_key else ""
        answer = render_template("activity/closed.html", page=page, visit=visit, kept_under=kept)
        return make_response(answer, 403)
    return make_response(render_template("activity/task.html", page=page, visit=visit), status)


def show_task_again(visit: Visit, key: str, task_key: str, **flags: Any) -> AnyResponse:
    """Off to the task's own page."""
    address = url_for("activity.show_task", visit_id=visit.id, key=key, task_key=task_key, **flags)
    return redirect(address, 303)


def answer_submitted(
    outcome: SubmitOutcome, *, visit: Visit, key: str, task_key: str, sent: SentForm
) -> AnyResponse:
    """The answer to "Submit": on to the activity, or the form again with what is missing."""
    match outcome:
        case Submitted():
            return _show_home(visit, key, task_key)
        case NotEnough(faults=faults):
            return _show_faults(visit, key, task_key, sent, faults, is_unsaved=False)
        case _:
            return answer_saved(outcome, visit=visit, key=key, task_key=task_key, sent=sent)


def answer_saved(
    outcome: SaveOutcome, *, visit: Visit, key: str, task_key: str, sent: SentForm
) -> AnyResponse:
    """The answer to a button that saves: on to where it leads, or both tabs' words, or what cannot be kept."""
    match outcome:
        case Saved():
            if sent.button is Button.SAVE:
                return _show_home(visit, key, task_key)
            if sent.button is Button.ADD:
                return show_task_again(visit, key, task_key, more=sent.row, change="yes", _anchor="answer")
            return show_task_again(visit, key, task_key, kept="mine")
        case TooLong(faults=faults):
            return _show_faults(visit, key, task_key, sent, faults, is_unsaved=True)
        case Conflict():
            return _show_conflict(visit, key, task_key, sent, outcome)
        case Final(kept=kept) if sent.answers == kept:
            # Sent twice, as by a double click.
            return _show_home(visit, key, task_key)
        case ClosedGate() | Final() if not sent.answers.texts:
            # The page itself says why: it is closed, or it was submitted for good.
            return show_task_again(visit, key, task_key)
        case ClosedGate() | Final():
            return _show_not_kept(visit, key, task_key, sent, is_final=isinstance(outcome, Final))


def answer_signs(
    outcome: SaveOutcome,
    signs: tuple[IdentitySign, ...],
    *,
    visit: Visit,
    key: str,
    task_key: str,
    sent: SentForm,
) -> AnyResponse:
    """The answer to "Submit" where an entry may tell who somebody is: kept as a draft, with what was seen in it."""
    if not isinstance(outcome, Saved):
        return answer_saved(outcome, visit=visit, key=key, task_key=task_key, sent=sent)
    wish = replace(wish_for(visit, change=True), signs=signs)
    page = get_task_page(
        visit=visit, programme=get_programme(), activity_key=key, task_key=task_key, wish=wish, now=utc_now()
    )
    return show_closed_or(page, visit)


def answer_json(outcome: SaveOutcome) -> tuple[Response, int]:
    """The same for the script that saves as one types."""
    match outcome:
        case Saved(version=version, saved_at=saved_at):
            return jsonify(state="saved", version=version, saved_at=saved_at.isoformat()), 200
        case Conflict(version=version):
            return jsonify(state="conflict", version=version), 409
        case TooLong(faults=faults):
            return jsonify(state="too long", message=faults[0].message), 422
        case ClosedGate():
            return jsonify(state="closed"), 403
        case Final():
            return jsonify(state="final"), 409


def _show_home(visit: Visit, key: str, task_key: str) -> AnyResponse:
    home = find_home(
        visit=visit, programme=get_programme(), activity_key=key, task_key=task_key, now=utc_now()
    )
    moved = f"{key}/{task_key}"
    return redirect(url_for("activity.show_activity", visit_id=visit.id, key=home, moved=moved), 303)


def _show_faults(
    visit: Visit,
    key: str,
    task_key: str,
    sent: SentForm,
    faults: tuple[AnswerFault, ...],
    *,
    is_unsaved: bool,
) -> AnyResponse:
    wish = Wish(
        editor=sent.editor or secrets.token_hex(8),
        store_key=make_store_key(visit),
        typed=sent.answers,
        faults=faults,
        is_unsaved=is_unsaved,
    )
    page = get_task_page(
        visit=visit, programme=get_programme(), activity_key=key, task_key=task_key, wish=wish, now=utc_now()
    )
    return show_closed_or(page, visit, status=422)


def _show_not_kept(visit: Visit, key: str, task_key: str, sent: SentForm, *, is_final: bool) -> AnyResponse:
    """What was written and cannot be kept, given back: without script it is nowhere else."""
    activity, task = get_task(get_programme(), key, task_key)
    title = task.title if is_final else activity.title
    page = NotKeptPage(activity.key, task.key, title, sent.answers.texts, is_final)
    answer = render_template("activity/not_kept.html", page=page, visit=visit)
    return make_response(answer, 409 if is_final else 403)


def _show_conflict(visit: Visit, key: str, task_key: str, sent: SentForm, conflict: Conflict) -> AnyResponse:
    page = get_conflict_page(
        programme=get_programme(),
        activity_key=key,
        task_key=task_key,
        mine=sent.answers,
        editor=sent.editor,
        conflict=conflict,
    )
    return make_response(render_template("activity/conflict.html", page=page, visit=visit), 409)
