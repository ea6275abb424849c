"""Makes the documents that were asked for, outside requests and with no transaction open meanwhile."""

from __future__ import annotations

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.documents.portfolio_reads import make_portfolio
from lti_app.portfolio.contents_rules import load_contents
from lti_app.portfolio.document_actions import begin_document, keep_document, list_documents_to_make

log = structlog.get_logger(__name__)


def make_document(app: Flask, *, document_id: int) -> None:
    """Make one document, unless it is made or another worker is at it."""
    with app.app_context():
        begun = begin_document(document_id=document_id, now=utc_now())
        if begun is None:
            return
        made: bytes | None = None
        try:
            contents = load_contents(begun.source)
            made = make_portfolio(contents, form=begun.form, standing=begun.standing, now=utc_now())
        except Exception:
            # Whatever it was: its owner is told that it could not be made, and the fault reaches the log.
            log.exception("a document could not be made", document_id=document_id)
        keep_document(document_id=document_id, made=made, now=utc_now())


def make_documents(app: Flask) -> int:
    """Make every document that waits, whose wake-up was lost; how many there were."""
    with app.app_context():
        waiting = list_documents_to_make(now=utc_now())
    for document_id in waiting:
        make_document(app, document_id=document_id)
    return len(waiting)
