"""The participant's records of professional development: the list, one record, and what of it can be taken away."""

from __future__ import annotations

import re

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.cpd import actions
from lti_app.cpd.outcome_rules import ChangedElsewhere, SavedRecord, SaveOutcome
from lti_app.cpd.reads import RecordPage, get_record_page, get_records_page, show_unsaved
from lti_app.cpd.shape_rules import CpdWords, read_words, write_text
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("cpd", __name__)
RECORD = "/v/<visit_id>/cpd/<int:record_id>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/v/<visit_id>/cpd")
@entry.visitor(Role.PARTICIPANT)
def show_records(visit: Visit) -> str:
    """The records, how the year stands, and what another can be begun from."""
    page = get_records_page(visit=visit, programme=get_programme(), now=utc_now())
    return render_template("cpd/records.html", page=page, visit=visit, deleted="deleted" in request.args)


@pages.post("/v/<visit_id>/cpd")
@entry.visitor(Role.PARTICIPANT)
def begin_record(visit: Visit) -> ResponseReturnValue:
    """Begin a record from work that was submitted, or go on with the one there is."""
    activity_key, _, task_key = request.form.get("from", "").partition("/")
    record_id = actions.begin_record(
        visit=visit, programme=get_programme(), activity_key=activity_key, task_key=task_key, now=utc_now()
    )
    return redirect(url_for("cpd.show_record", visit_id=visit.id, record_id=record_id), code=303)


@pages.get(RECORD)
@entry.visitor(Role.PARTICIPANT)
def show_record(visit: Visit, record_id: int) -> str:
    """One record to work on, to copy and to take away."""
    return _show(visit, _get(visit, record_id), saved="saved" in request.args)


@pages.post(RECORD)
@entry.visitor(Role.PARTICIPANT)
def save_record(visit: Visit, record_id: int) -> ResponseReturnValue:
    """Save it; what another tab has changed meanwhile is not lost."""
    words, outcome = _save(visit, record_id)
    if isinstance(outcome, ChangedElsewhere):
        page = show_unsaved(_get(visit, record_id), words=words, changed_at=outcome.saved_at)
        return _show(visit, page), 409
    return redirect(url_for("cpd.show_record", visit_id=visit.id, record_id=record_id, saved="yes"), code=303)


@pages.post(f"{RECORD}/draft")
@entry.visitor(Role.PARTICIPANT)
def save_as_typed(visit: Visit, record_id: int) -> tuple[Response, int]:
    """The answer to what the page saves by itself as one types."""
    match _save(visit, record_id)[1]:
        case SavedRecord(version=version, saved_at=at):
            return jsonify(state="saved", version=version, saved_at=at.isoformat()), 200
        case ChangedElsewhere(version=version, saved_at=at):
            return jsonify(state="conflict", version=version, saved_at=at.isoformat()), 409


@pages.post(f"{RECORD}/delete")
@entry.visitor(Role.PARTICIPANT)
def delete_record(visit: Visit, record_id: int) -> ResponseReturnValue:
    """Delete it; the list offers to bring it back."""
    actions.delete_record(record_id, visit=visit, now=utc_now())
    return redirect(url_for("cpd.show_records", visit_id=visit.id, deleted="yes"), code=303)


@pages.post(f"{RECORD}/restore")
@entry.visitor(Role.PARTICIPANT)
def restore_record(visit: Visit, record_id: int) -> ResponseReturnValue:
    """Bring it back."""
    actions.restore_record(record_id, visit=visit)
    return redirect(url_for("cpd.show_record", visit_id=visit.id, record_id=record_id), code=303)


@pages.get(f"{RECORD}/record.txt")
@entry.visitor(Role.PARTICIPANT)
def send_text(visit: Visit, record_id: int) -> Response:
    """The record as plain text."""
    text = write_text(_get(visit, record_id).words)
    return _send(text.encode(), "text/plain", "cpd-record.txt")


@pages.get(f"{RECORD}/record.docx")
@entry.visitor(Role.PARTICIPANT)
def send_document(visit: Visit, record_id: int) -> Response:
    """The record as a Word document."""
    # What writes for Word takes long to load, and few ask for it.
    from lti_app.cpd.document_reads import make_document

    document = make_document(_get(visit, record_id).words, now=utc_now())
    return _send(document, WORD, "cpd-record.docx")


def _get(visit: Visit, record_id: int) -> RecordPage:
    return get_record_page(record_id, visit=visit, programme=get_programme(), now=utc_now())


def _show(visit: Visit, page: RecordPage, *, saved: bool = False) -> str:
    return render_template("cpd/record.html", page=page, visit=visit, saved=saved)


def _save(visit: Visit, record_id: int) -> tuple[CpdWords, SaveOutcome]:
    words = read_words(request.form)
    version = request.form.get("version", "")
    number = int(version) if re.fullmatch(r"[0-9]{1,9}", version, re.ASCII) else 0
    outcome = actions.save_record(record_id, visit=visit, words=words, based_on_version=number, now=utc_now())
    return words, outcome


def _send(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
