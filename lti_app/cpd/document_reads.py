"""A record as a document to keep: DOCX, in Word's own styles."""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document
from docx.oxml.ns import qn

from lti_app.cpd.shape_rules import CpdWords, list_parts
from lti_app.documents.unwritable_rules import drop_unwritable

TITLE = "CPD record"


def make_document(words: CpdWords, *, now: datetime) -> bytes:
    """The DOCX of a record: a title, each heading of the form, and the words under it as they were written."""
    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = "en-GB"
    document.core_properties.created = document.core_properties.modified = now.replace(tzinfo=None)
    language = (
        document.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    )
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    document.add_heading(TITLE, level=0)
    for heading, text in list_parts(words):
        document.add_heading(heading, level=1)
        for paragraph in text.split("\n"):
            document.add_paragraph(drop_unwritable(paragraph))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
