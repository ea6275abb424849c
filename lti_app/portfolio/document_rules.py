"""The forms in which a portfolio is given as a file, and what the file is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT_FOR = timedelta(hours=24)


class DocumentForm(StrEnum):
    """A form of document."""

    PDF = "pdf"
    DOCX = "docx"

    @property
    def words(self) -> str:
        """The form as a button names it."""
        return {"pdf": "PDF", "docx": "Word document (DOCX)"}[self.value]

    @property
    def mimetype(self) -> str:
        """The media type of such a file."""
        docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return {"pdf": "application/pdf", "docx": docx}[self.value]

    @property
    def file_name(self) -> str:
        """What the file is called; it names nobody."""
        return f"portfolio.{self.value}"


class DocumentState(StrEnum):
    """How a document stands."""

    WAITING = "waiting"
    BEGUN = "begun"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentProgress:
    """A document on its way: what it is, and how it stands."""

    id: int
    form: DocumentForm
    standing: str
    state: DocumentState
    asked_at: datetime
    expires_at: datetime


def decide_state(
    *, begun_at: datetime | None, made_at: datetime | None, failed_at: datetime | None
) -> DocumentState:
    """How a document with these instants stands."""
    if made_at is not None:
        return DocumentState.MADE
    if failed_at is not None:
        return DocumentState.FAILED
    return DocumentState.WAITING if begun_at is None else DocumentState.BEGUN
