"""A portfolio as a file: tagged PDF or Word document, from its contents alone."""

from __future__ import annotations

from datetime import datetime

from lti_app.documents.naming_rules import FROM_RIGHT, name_unshown
from lti_app.documents.reads import get_letters, typeset
from lti_app.portfolio.contents_rules import Contents
from lti_app.portfolio.document_rules import DocumentForm
from lti_app.portfolio.layout_rules import lay_out


def make_portfolio(contents: Contents, *, form: DocumentForm, standing: str, now: datetime) -> bytes:
    """The file that shows `contents`; `standing` is a sentence on whether and when it was handed over.

    A PDF is tagged and held to PDF/UA-1; what its fonts cannot show stands in it by name.
    """
    values = lay_out(contents, standing=standing)
    match form:
        case DocumentForm.PDF:
            shown = name_unshown(values, get_letters() | FROM_RIGHT)
            return typeset("portfolio", values=shown, now=now, beyond=FROM_RIGHT)
        case DocumentForm.DOCX:
            # What writes for Word takes long to load, and few ask for it.
            from lti_app.documents.docx_reads import write_docx

            return write_docx(values, now=now)
