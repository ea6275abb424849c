"""The portfolio that lies with a line manager, as a file to read elsewhere."""

from __future__ import annotations

import io

from flask import Blueprint, Response, send_file

from lti_app.clock import utc_now
from lti_app.documents.portfolio_reads import make_portfolio
from lti_app.portfolio.document_rules import DocumentForm
from lti_app.sign_off.desk_pages import PERSON, on_desk
from lti_app.sign_off.look_actions import take_portfolio
from lti_app.sign_off.visit_rules import LineManagerVisit
from lti_app.web import entry

pages = Blueprint("sign_off_document", __name__)


@pages.get(f"{PERSON}/portfolio.pdf")
@entry.line_manager
def send_pdf(visit: LineManagerVisit, person_id: int) -> Response:
    """The portfolio as handed over, as a PDF."""
    return _send(visit, person_id, DocumentForm.PDF)


@pages.get(f"{PERSON}/portfolio.docx")
@entry.line_manager
def send_docx(visit: LineManagerVisit, person_id: int) -> Response:
    """The portfolio as handed over, as a Word document."""
    return _send(visit, person_id, DocumentForm.DOCX)


def _send(visit: LineManagerVisit, person_id: int, form: DocumentForm) -> Response:
    now = utc_now()
    with on_desk(visit, person_id):
        taken = take_portfolio(visit=visit, person_id=person_id, now=now)
    made = make_portfolio(taken.contents, form=form, standing=taken.standing, now=now)
    answer = send_file(
        io.BytesIO(made), mimetype=form.mimetype, as_attachment=True, download_name=form.file_name
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
