"""That an administrator reads the audit trail, or takes it out, stands on the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.cohort.day_rules import london_day
from lti_app.database import transaction
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import TrailLine, add_trail_line
from lti_app.privacy.trail_rules import find_bounds


def keep_trail_read(visit: AdministratorVisit, *, person_id: int | None, now: datetime) -> None:
    """Note that the trail was read, or the entries about one person: once a day for each administrator and person."""
    deed = Deed.TRAIL_READ if person_id is None else Deed.TRAIL_READ_OF
    today, _ = find_bounds(london_day(now))
    told = select(TrailLine.id).where(
        TrailLine.at >= today,
        TrailLine.deed == deed.value,
        TrailLine.by_administrator_id == visit.administrator_id,
        TrailLine.person_id == person_id,
    )
    with transaction() as session:
        if session.scalar(told.limit(1)) is None:
            add_trail_line(
                session,
                organisation_id=visit.organisation_id,
                deed=deed,
                person_id=person_id,
                by_administrator_id=visit.administrator_id,
                now=now,
            )


def keep_trail_export(visit: AdministratorVisit, *, person_id: int | None, now: datetime) -> None:
    """Note that entries of the trail leave the service, every time; `person_id` is whose, where it is one person's."""
    with transaction() as session:
        add_trail_line(
            session,
            organisation_id=visit.organisation_id,
            deed=Deed.TRAIL_EXPORTED,
            person_id=person_id,
            by_administrator_id=visit.administrator_id,
            now=now,
        )
