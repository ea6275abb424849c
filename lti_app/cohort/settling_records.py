"""What a launch leaves in the cohort's tables: the cohort, the person and the membership, found or made."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role, decide_standing_role
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.database import add_if_absent

MOST_ANCESTORS = 50
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


def settle_memberships_url(cohort: Cohort, *, address: str, platform_id: int) -> None:
    """Keep where the course's roster is. Only what has changed is written."""
    if cohort.memberships_url != address:
        cohort.memberships_url = address
    if cohort.memberships_platform_id != platform_id:
        cohort.memberships_platform_id = platform_id


def settle_history(session: Session, cohort: Cohort, *, history: tuple[str, ...]) -> None:
    """Remember which courses this one was copied from, and offer the nearest known one's settings.

    `history` is as the LMS tells it, nearest first. Asked only when it is new: a launch costs nothing for it else.
    """
    told = ",".join(history)
    if not told or cohort.context_history == told:
        return
    cohort.context_history = told
    if cohort.copied_from_id is not None:
        return
    rows = session.execute(
        select(Cohort.context_id, Cohort.id).where(
            Cohort.organisation_id == cohort.organisation_id,
            Cohort.issuer == cohort.issuer,
            Cohort.context_id.in_(history[:MOST_ANCESTORS]),
            Cohort.id != cohort.id,
        )
    )
    known = {row.context_id: row.id for row in rows}
    nearest = next((known[one] for one in history[:MOST_ANCESTORS] if one in known), None)
    if nearest is not None:
        cohort.copied_from_id = nearest
        cohort.copy_offer = CopyOffer.OFFERED


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
            "launched_at": now,
        }
        membership = add_if_absent(session, Membership, unique=("cohort_id", "person_id"), values=values)
    keeps = decide_standing_role(standing=membership.role, launched=role)
    if membership.role is not keeps:
        membership.role = keeps
    if membership.launched_at is None:
        membership.launched_at = now
    if membership.left_at is not None:
        membership.left_at = None
    if now - membership.last_seen_at >= SEEN_STEP:
        membership.last_seen_at = now
