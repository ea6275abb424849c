"""Of the people whom a launch named as mentored: who has this very person as confirmed line manager."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.name_rules import read_address_digest
from lti_app.cohort.records import Person
from lti_app.launch.visit_rules import Visit
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState, digest_own_address


def list_mentored_namings(session: Session, *, visit: Visit) -> list[LineManagerRecord]:
    """The confirmed namings of those people whose line manager has the address that the LMS knows of this person.

    Empty where the LMS shares no address.
    """
    mentor = session.get_one(Person, visit.person_id)
    own = read_address_digest(mentor.names)
    if own is None:
        return []
    query = (
        select(LineManagerRecord)
        .join(Person, Person.id == LineManagerRecord.person_id)
        .where(
            LineManagerRecord.state == NamingState.CONFIRMED,
            Person.organisation_id == visit.organisation_id,
            Person.issuer == mentor.issuer,
            Person.subject.in_(visit.mentored),
            Person.id != visit.person_id,
        )
        .order_by(LineManagerRecord.id)
    )
    return [one for one in session.scalars(query) if digest_own_address(one.address) == own]
