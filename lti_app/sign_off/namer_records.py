"""Whom somebody may name a line manager for, looked up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.sign_off.namer_rules import Namer


def find_participant(session: Session, by: Namer, person_id: int) -> Person | None:
    """The participant of the namer's cohort with that number; None for anybody else."""
    return session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Person.organisation_id == by.organisation_id,
            Membership.cohort_id == by.cohort_id,
            Membership.role == Role.PARTICIPANT,
        )
    )
