"""Asking for a document, and keeping what was made: the job consumer makes it between the two."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.contents_rules import write_contents
from lti_app.portfolio.document_records import (
    MOST_KEPT,
    MadeDocument,
    clear_expired_documents,
    count_documents,
    list_on_their_way,
    list_waiting_documents,
    record_begun,
)
from lti_app.portfolio.document_rules import KEPT_FOR, DocumentForm
from lti_app.portfolio.gathering_records import gather_contents
from lti_app.portfolio.layout_rules import say_day
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import Programme


@dataclass(frozen=True, slots=True)
class BegunDocument:
    """A document that the caller is to make now; `source` is its contents as JSON."""

    source: str
    form: DocumentForm
    standing: str


def ask_for_document(
    *, visit: Visit, programme: Programme, handed_id: int | None, form: DocumentForm, now: datetime
) -> int | None:
    """The number of the document to come: of a portfolio handed over, or (None) as it stands now. Raises NotHere.

    One of the same contents that is on its way already is not begun twice. None where too many are kept already.
    """
    with transaction() as session:
        lock_person(session, visit.person_id)
        if handed_id is not None:
            source, standing = _take_handed(session, visit, handed_id)
        else:
            source = write_contents(gather_contents(session, visit=visit, programme=programme))
            standing = f"The participant’s own copy of {say_day(now)}, as it stood on that day"
        for one in list_on_their_way(session, person_id=visit.person_id, now=now):
            if (one.form, one.source) == (form, source):
                return one.id
        if count_documents(session, person_id=visit.person_id, now=now) >= MOST_KEPT:
            return None
        document = MadeDocument(
            person_id=visit.person_id,
            form=form,
            standing=standing,
            source=source,
            asked_at=now,
            expires_at=now + KEPT_FOR,
        )
        session.add(document)
        session.flush()
        return document.id


def list_documents_to_make(*, now: datetime) -> list[int]:
    """The numbers of the documents that wait to be made; those whose time is over are taken away first."""
    with transaction() as session:
        clear_expired_documents(session, now=now)
        return list_waiting_documents(session, now=now)


def begin_document(*, document_id: int, now: datetime) -> BegunDocument | None:
    """What to make, for the one caller that is to make it; None where it is made already, or another is at it."""
    with transaction() as session:
        if not record_begun(session, document_id=document_id, now=now):
            return None
        found = session.scalars(select(MadeDocument).where(MadeDocument.id == document_id)).one()
        return BegunDocument(found.source or "", found.form, found.standing)


def keep_document(*, document_id: int, made: bytes | None, now: datetime) -> None:
    """Keep what was made, sealed, and forget what it was made of; None where it could not be made."""
    with transaction() as session:
        document = session.get(MadeDocument, document_id)
        if document is None or document.made_at is not None:
            return
        document.source = None
        if made is None:
            document.failed_at = now
            return
        document.made, document.made_at = base64.b64encode(made).decode(), now


def _take_handed(session: Session, visit: Visit, handed_id: int) -> tuple[str, str]:
    """The contents of a portfolio that this visit's person handed over, and what is said of it."""
    handed = session.get(HandedOver, handed_id)
    if handed is None or handed.person_id != visit.person_id:
        raise NotHere("no such portfolio of this person")
    return handed.contents, f"Portfolio {handed.number}, handed over on {say_day(handed.handed_over_at)}"
