"""Whose line manager a visit is, asked anew for every page and every signature."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.activity.state_records import list_states
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import flushed
from lti_app.errors import NotHere
from lti_app.gate.facts_records import load_facts
from lti_app.programme.model import Programme, TaskRef
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.visit_rules import LineManagerVisit


def is_own(visit: LineManagerVisit) -> ColumnElement[bool]:
    """Whether a naming is this visit's: confirmed, in its organisation, with its address, and among its people."""
    own = and_(
        LineManagerRecord.state == NamingState.CONFIRMED,
        LineManagerRecord.organisation_id == visit.organisation_id,
        LineManagerRecord.address_digest == visit.address_digest,
    )
    return own if visit.people is None else and_(own, LineManagerRecord.person_id.in_(visit.people))


def find_own(session: Session, visit: LineManagerVisit, person_id: int) -> LineManagerRecord:
    """The naming that makes the person this line manager's, with the person locked. Raises NotHere."""
    lock_person(session, person_id)
    naming = session.scalar(
        select(LineManagerRecord).where(is_own(visit), LineManagerRecord.person_id == person_id)
    )
    if naming is None:
        raise NotHere("not this line manager's person")
    return naming


def find_cohort_id(session: Session, person_id: int) -> int | None:
    """The cohort in which the person takes part; the one that they were seen in last, where there are several."""
    return session.scalar(
        select(Membership.cohort_id)
        .where(Membership.person_id == person_id, Membership.role == Role.PARTICIPANT)
        .order_by(Membership.left_at.is_not(None), Membership.last_seen_at.desc(), Membership.id.desc())
        .limit(1)
    )


def load_counted(
    session: Session, programme: Programme, *, person_id: int, cohort_id: int | None, now: datetime
) -> frozenset[TaskRef]:
    """All that counts for the person now; `cohort_id` None means the cohort in which they take part."""
    cohort = cohort_id if cohort_id is not None else find_cohort_id(session, person_id)
    states = list_states(flushed(session), person_id)
    if cohort is None:
        return states.counted
    return load_facts(
        flushed(session),
        programme=programme,
        person_id=person_id,
        cohort_id=cohort,
        states=states,
        today=london_day(now),
    ).counted
