"""The pages of a document: asking for it, its progress, and the file itself, for its owner alone."""

from __future__ import annotations

import io
from http import HTTPStatus

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.jobs import wake_document
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.document_actions import ask_for_document
from lti_app.portfolio.document_reads import get_document_file, get_document_progress
from lti_app.portfolio.document_rules import KEPT_FOR, DocumentForm
from lti_app.web import entry
from lti_app.web.current import get_programme
from lti_app.web.limits import refuse_too_often

pages = Blueprint("documents", __name__)
DOCUMENTS = "/v/<visit_id>/portfolio/documents"
MOST_DIGITS = 15


@pages.post(DOCUMENTS)
@entry.visitor(Role.PARTICIPANT)
def ask_document(visit: Visit) -> ResponseReturnValue:
    """Have a portfolio made as a file: one that was handed over, or as it stands now."""
    which, form = request.form.get("which", ""), request.form.get("form", "")
    if form not in set(DocumentForm) or not (which == "now" or _is_number(which)):
        raise NotHere("no such document")
    document_id = ask_for_document(
        visit=visit,
        programme=get_programme(),
        handed_id=None if which == "now" else int(which),
        form=DocumentForm(form),
        now=utc_now(),
    )
    if document_id is None:
        refuse_too_often(KEPT_FOR, reason="too many documents")
    wake_document(document_id)
    way = url_for("documents.show_document", visit_id=visit.id, document_id=document_id)
    return redirect(way, code=HTTPStatus.SEE_OTHER)


@pages.get(f"{DOCUMENTS}/<int:document_id>")
@entry.visitor(Role.PARTICIPANT)
def show_document(visit: Visit, document_id: int) -> ResponseReturnValue:
    """How far the document is; for the page's script, its state alone."""
    page = get_document_progress(visit=visit, document_id=document_id, now=utc_now())
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(state=page.state.value)
    return render_template("portfolio/document.html", page=page, visit=visit)


@pages.get(f"{DOCUMENTS}/<int:document_id>/file")
@entry.visitor(Role.PARTICIPANT)
def send_document(visit: Visit, document_id: int) -> ResponseReturnValue:
    """The file."""
    found = get_document_file(visit=visit, document_id=document_id, now=utc_now())
    answer = send_file(
        io.BytesIO(found.made),
        mimetype=found.form.mimetype,
        as_attachment=True,
        download_name=found.form.file_name,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
