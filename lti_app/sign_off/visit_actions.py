"""A line manager's visit while it lasts: that it is in use, that it asked for what is not its own, that it ends."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import add_trail_line
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.mentor_records import list_mentored_namings
from lti_app.sign_off.namer_rules import namer_of_visit
from lti_app.sign_off.visit_records import LineManagerCode, LineManagerVisitRecord
from lti_app.sign_off.visit_rules import LineManagerVisit


def record_line_manager_seen(visit_id: str, *, now: datetime) -> None:
    """Note that the visit is still in use."""
    with transaction() as session:
        session.execute(
            update(LineManagerVisitRecord).where(LineManagerVisitRecord.id == visit_id).values(seen_at=now)
        )


def record_refused_person(*, visit: LineManagerVisit, person_id: int, now: datetime) -> None:
    """Note on the trail that a line manager asked for somebody who is not on their desk."""
    with transaction() as session:
        own = select(Person.id).where(Person.id == person_id, Person.organisation_id == visit.organisation_id)
        add_trail_line(
            session,
            organisation_id=visit.organisation_id,
            deed=Deed.PERSON_REFUSED,
            subject=f"line manager {visit.line_manager_id}",
            person_id=session.scalar(own),
            reason="not on their desk",
            now=now,
        )


def end_line_manager_visit(visit_id: str) -> None:
    """Sign the line manager out of this visit."""
    with transaction() as session:
        session.execute(delete(LineManagerVisitRecord).where(LineManagerVisitRecord.id == visit_id))


def open_from_mentor_launch(
    *, visit: Visit, browser_secret: str, lifetime: timedelta, now: datetime
) -> str | None:
    """The id of a desk's visit for a launch that named the person a mentor; None where they are nobody's line manager.

    Both must agree: the learning site names the participant as mentored, and a trainer has confirmed a line manager
    with the address that the learning site has of this person.
    """
    with transaction() as session:
        namings = list_mentored_namings(session, visit=visit)
        if not namings:
            return None
        visit_id = secrets.token_urlsafe(16)
        session.add(
            LineManagerVisitRecord(
                id=visit_id,
                browser_digest=digest(browser_secret),
                line_manager_id=namings[0].id,
                people=" ".join(str(one.person_id) for one in namings),
                opened_at=now,
                seen_at=now,
                ends_at=now + lifetime,
            )
        )
        record_naming_deed(session, namings[0], Deed.DESK_LAUNCHED, now, namer_of_visit(visit))
        return visit_id


def clear_expired_line_manager_visits(*, now: datetime) -> None:
    """Drop visits past their end and codes past their time; links stay, as the trail speaks of them."""
    with transaction() as session:
        session.execute(delete(LineManagerVisitRecord).where(LineManagerVisitRecord.ends_at < now))
        day = timedelta(days=1)
        session.execute(delete(LineManagerCode).where(LineManagerCode.expires_at < now - day))
