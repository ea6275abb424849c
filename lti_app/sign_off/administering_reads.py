"""What an administrator sees of line managers: how every cohort of their organisation stands, and one cohort's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from lti_app.cohort.records import Cohort, Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.sign_off.listing_reads import ListingPage, get_listing_page
from lti_app.sign_off.listing_rules import ListWish
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState


@dataclass(frozen=True, slots=True)
class CohortStanding:
    """A cohort: how many take part, how many proposals wait to be confirmed, and how many have nobody."""

    id: int
    title: str
    people: int
    proposed: int
    nobody: int


@dataclass(frozen=True, slots=True)
class CohortsPage:
    """The cohorts of an organisation, newest first."""

    cohorts: tuple[CohortStanding, ...]
    title: str = "Line managers"


def get_cohorts_page(organisation_id: int) -> CohortsPage:
    """How each cohort of the organisation stands; one statement for any number of cohorts and people."""
    proposed, confirmed = _has(NamingState.PROPOSED), _has(NamingState.CONFIRMED)
    here = and_(
        Membership.cohort_id == Cohort.id,
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        Membership.standing == Standing.TAKING_PART,
    )
    query = (
        select(
            Cohort.id,
            Cohort.title,
            func.count(Membership.person_id),
            func.sum(case((proposed, 1), else_=0)),
            func.sum(case((Membership.person_id.is_(None) | proposed | confirmed, 0), else_=1)),
        )
        .outerjoin(Membership, here)
        .where(Cohort.organisation_id == organisation_id)
        .group_by(Cohort.id, Cohort.title)
        .order_by(Cohort.id.desc())
    )
    with read_only() as session:
        rows = session.execute(query)
        return CohortsPage(tuple(CohortStanding(*row) for row in rows))


def get_cohort_listing(
    *, organisation_id: int, cohort_id: int, wish: ListWish, now: datetime
) -> tuple[str, ListingPage]:
    """The title of a cohort of that organisation, and its list as a trainer of it has it. Raises NotHere."""
    query = select(Cohort.title).where(Cohort.id == cohort_id, Cohort.organisation_id == organisation_id)
    with read_only() as session:
        title = session.scalar(query)
    if title is None:
        raise NotHere("no such cohort in this organisation")
    return title, get_listing_page(cohort_id=cohort_id, wish=wish, now=now)


def _has(state: NamingState) -> ColumnElement[bool]:
    return (
        select(LineManagerRecord.id)
        .where(LineManagerRecord.person_id == Membership.person_id, LineManagerRecord.state == state)
        .correlate(Membership)
        .exists()
    )
