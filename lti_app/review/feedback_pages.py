"""One piece of work as a trainer reads it: writing beside it, accepting it, or returning it for more work."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_app.activity.outcome_rules import Conflict, NotEnough, Saved, TooLong
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.review.actions import save_feedback, send_feedback
from lti_app.review.form_rules import SentReview, read_sent_review
from lti_app.review.look_actions import look_at_work
from lti_app.review.outcome_rules import SaveFeedbackOutcome, SendOutcome, Sent
from lti_app.review.page_rules import ReviewWish
from lti_app.review.reads import get_review_page
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings

pages = Blueprint("feedback", __name__)
WORK = "/v/<visit_id>/cohort/review/<int:person_id>/<key>/<task_key>"
LONGEST_NUMBER = len("1000000000")


@pages.get(WORK)
@entry.visitor(Role.TRAINER)
def show_review(visit: Visit, person_id: int, key: str, task_key: str) -> AnyResponse:
    """A piece of work with its question, its earlier versions, and a form for feedback; the look is kept."""
    wish = ReviewWish(
        editor=secrets.token_hex(8),
        store_key=_make_store_key(visit),
        number=_read_number("number"),
        compared_with=_read_number("with"),
        forgets="kept" in request.args,
        changes="change" in request.args,
    )
    return _show(visit, person_id, key, task_key, wish)


@pages.post(WORK)
@entry.visitor(Role.TRAINER)
def send_review(visit: Visit, person_id: int, key: str, task_key: str) -> AnyResponse:
    """Keep the feedback, or send it with what was decided."""
    sent = read_sent_review(request.form)
    if sent.decision is None:
        saved = _save(visit, person_id, key, task_key, sent)
        return _answer(saved, visit, person_id, key, task_key, sent)
    outcome = send_feedback(
        visit=visit,
        programme=get_programme(),
        person_id=person_id,
        ref=_ref(key, task_key),
        review=sent,
        decision=sent.decision,
        max_characters=get_settings().max_answer_characters,
        now=utc_now(),
    )
    if isinstance(outcome, Sent):
        for platform_id in outcome.platform_ids:
            wake_delivery(platform_id)
    return _answer(outcome, visit, person_id, key, task_key, sent)


@pages.post(f"{WORK}/draft")
@entry.visitor(Role.TRAINER)
def save_review_draft(visit: Visit, person_id: int, key: str, task_key: str) -> tuple[Response, int]:
    """The answer to what the page saves by itself as one types."""
    match _save(visit, person_id, key, task_key, read_sent_review(request.form)):
        case Saved(version=version, saved_at=saved_at):
            return jsonify(state="saved", version=version, saved_at=saved_at.isoformat()), HTTPStatus.OK
        case Conflict(version=version):
            return jsonify(state="conflict", version=version), HTTPStatus.CONFLICT
        case TooLong(faults=faults):
            message = faults[0].message
            return jsonify(state="too long", message=message), HTTPStatus.UNPROCESSABLE_ENTITY


def _save(visit: Visit, person_id: int, key: str, task_key: str, sent: SentReview) -> SaveFeedbackOutcome:
    return save_feedback(
        visit=visit,
        programme=get_programme(),
        person_id=person_id,
        ref=_ref(key, task_key),
        review=sent,
        max_characters=get_settings().max_answer_characters,
        now=utc_now(),
    )


def _answer(
    outcome: SendOutcome | SaveFeedbackOutcome,
    visit: Visit,
    person_id: int,
    key: str,
    task_key: str,
    sent: SentReview,
) -> AnyResponse:
    address: dict[str, Any] = {"visit_id": visit.id, "person_id": person_id, "key": key, "task_key": task_key}
    typed = ReviewWish(
        editor=sent.editor or secrets.token_hex(8),
        store_key=_make_store_key(visit),
        number=sent.number,
        typed=sent.answers,
    )
    match outcome:
        case Sent(decision=decision):
            return redirect(url_for("feedback.show_review", **address, kept="sent", said=decision), 303)
        case Saved():
            return redirect(url_for("feedback.show_review", **address, kept="saved", said="saved"), 303)
        case NotEnough(faults=faults):
            return _show(visit, person_id, key, task_key, replace(typed, faults=faults), status=422)
        case TooLong(faults=faults):
            wish = replace(typed, faults=faults, is_unsaved=True)
            return _show(visit, person_id, key, task_key, wish, status=422)
        case Conflict():
            wish = replace(typed, conflict=outcome, is_unsaved=True)
            return _show(visit, person_id, key, task_key, wish, status=409)
        case hindrance:
            wish = ReviewWish(editor=typed.editor, store_key=typed.store_key, hindrance=hindrance)
            return _show(visit, person_id, key, task_key, wish, status=409)


def _show(
    visit: Visit, person_id: int, key: str, task_key: str, wish: ReviewWish, *, status: int = 200
) -> AnyResponse:
    programme, ref = get_programme(), _ref(key, task_key)
    look_at_work(visit=visit, programme=programme, person_id=person_id, ref=ref, now=utc_now())
    page = get_review_page(visit=visit, programme=programme, person_id=person_id, ref=ref, wish=wish)
    said = request.args.get("said", "")
    return make_response(render_template("review/review.html", page=page, visit=visit, said=said), status)


def _ref(key: str, task_key: str) -> TaskRef:
    return TaskRef(ActivityKey(key), TaskKey(task_key))


def _read_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


def _make_store_key(visit: Visit) -> str:
    """An opaque name for the trainer, under which a tab keeps unsaved feedback; the same in each of their visits."""
    key = get_settings().secret_key.encode()
    return hmac.new(key, f"feedback:{visit.person_id}".encode(), hashlib.sha256).hexdigest()[:20]
