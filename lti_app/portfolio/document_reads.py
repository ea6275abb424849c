"""A document of one's own: how far it is, and its bytes once it is made."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.document_records import find_document
from lti_app.portfolio.document_rules import DocumentForm, DocumentProgress, decide_state


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A made document, whole."""

    form: DocumentForm
    made: bytes


def get_document_progress(*, visit: Visit, document_id: int, now: datetime) -> DocumentProgress:
    """How far a document of this visit's person is; raises NotHere."""
    with read_only() as session:
        found = find_document(session, person_id=visit.person_id, document_id=document_id, now=now)
        if found is None:
            raise NotHere("no such document of this person, or its time is over")
        state = decide_state(begun_at=found.begun_at, made_at=found.made_at, failed_at=found.failed_at)
        return DocumentProgress(found.id, found.form, found.standing, state, found.asked_at, found.expires_at)


def get_document_file(*, visit: Visit, document_id: int, now: datetime) -> DocumentFile:
    """A document of this visit's person that is made; raises NotHere."""
    with read_only() as session:
        found = find_document(session, person_id=visit.person_id, document_id=document_id, now=now)
        if found is None or found.made is None:
            raise NotHere("no such document of this person, or it is not made")
        return DocumentFile(found.form, base64.b64decode(found.made))
