"""What a launch leaves in the cohort's tables: the cohort, the person and the membership, found or made."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role, decide_standing_role
from lti_app.database import add_if_absent

SEEN_STEP = timedelta(hours=1)
"""How stale "last seen" may get: a write for each launch would buy nothing."""


def settle_cohort(
    session: Session,
    cohort: Cohort | None,
    *,
    organisation_id: int,
    issuer: str,
    context_id: str,
    title: str | None,
    now: datetime,
) -> Cohort:
    """The course's cohort, under the name that the course has now."""
    shown = (title or "Your course")[:400]
    if cohort is None:
        values = {
            "organisation_id": organisation_id,
            "issuer": issuer,
            "context_id": context_id,
            "title": shown,
            "policy": CohortPolicy.IN_ORDER,
            "line_items_scopes": "",
            "created_at": now,
        }
        unique = ("organisation_id", "issuer", "context_id")
        return add_if_absent(session, Cohort, unique=unique, values=values)
    if title and cohort.title != shown:
        cohort.title = shown
    return cohort


def settle_line_items(cohort: Cohort, *, address: str, scopes: frozenset[str], platform_id: int) -> None:
    """Keep where the course's line items are listed, and with which rights. Only what has changed is written."""
    if cohort.line_items_url != address:
        cohort.line_items_url = address
        cohort.line_items_listed_at = None
    if cohort.line_items_scopes != " ".join(sorted(scopes)):
        cohort.line_items_scopes = " ".join(sorted(scopes))
    if cohort.line_items_platform_id != platform_id:
        cohort.line_items_platform_id = platform_id


def settle_person(
    session: Session,
    person: Person | None,
    *,
    organisation_id: int,
    issuer: str,
    subject: str,
    names: str,
    now: datetime,
) -> Person:
    """The person, under the names that the LMS gives now."""
    if person is None:
        values = {
            "organisation_id": organisation_id,
            "issuer": issuer,
            "subject": subject,
            "names": names,
            "created_at": now,
        }
        return add_if_absent(session, Person, unique=("organisation_id", "issuer", "subject"), values=values)
    if person.names != names:
        person.names = names
    return person


def settle_membership(
    session: Session,
    membership: Membership | None,
    *,
    cohort_id: int,
    person_id: int,
    role: Role,
    now: datetime,
) -> None:
    """The person's membership of the cohort, in the role that stands after this launch."""
    if membership is None:
        values = {
            "cohort_id": cohort_id,
            "person_id": person_id,
            "role": role,
            "first_seen_at": now,
            "last_seen_at": now,
        }
        membership = add_if_absent(session, Membership, unique=("cohort_id", "person_id"), values=values)
    keeps = decide_standing_role(standing=membership.role, launched=role)
    if membership.role is not keeps:
        membership.role = keeps
    if now - membership.last_seen_at >= SEEN_STEP:
        membership.last_seen_at = now
