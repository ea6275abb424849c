"""What a text is held against before it is submitted: the names of the people in the writer's cohort."""

from __future__ import annotations

import json

from sqlalchemy import select

from lti_app.cohort.records import Membership, Person
from lti_app.database import read_only
from lti_app.privacy.identity_rules import IdentitySign, list_identity_signs


def find_identity_signs(*, text: str, cohort_id: int) -> tuple[IdentitySign, ...]:
    """What in `text` looks as if somebody could be recognised by it; nothing of it is kept or logged."""
    with read_only() as session:
        query = select(Person.names).join(Membership, Membership.person_id == Person.id)
        rows = session.scalars(query.where(Membership.cohort_id == cohort_id)).all()
    names = {
        name for row in rows for key in ("full", "given", "family") if (name := json.loads(row).get(key))
    }
    return list_identity_signs(text=text, names=names)
