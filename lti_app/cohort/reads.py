"""Which courses' rosters are due, and what a cohort's page says about its roster and its people's standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Cohort, Membership, Person, Roster
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import RosterState, Standing
from lti_app.database import read_only
from lti_app.errors import NotHere


@dataclass(frozen=True, slots=True)
class RosterLine:
    """What a trainer is told about the roster. `is_offered` False: the LMS has never said where it is."""

    is_offered: bool
    state: RosterState | None
    asked_at: datetime | None
    read_at: datetime | None
    joined: int
    left: int
    why: str | None


@dataclass(frozen=True, slots=True)
class StandingPage:
    """One person's standing in a cohort, to be changed. `faults` are pairs of a field and a message."""

    person_id: int
    name: str
    standing: Standing
    on: date | None
    reason: str
    left_at: datetime | None
    faults: tuple[tuple[str, str], ...] = ()


def list_cohorts_with_roster() -> tuple[int, ...]:
    """The cohorts whose LMS offers a roster, by number: what the night reads."""
    with read_only() as session:
        return tuple(
            session.scalars(select(Cohort.id).where(Cohort.memberships_url.is_not(None)).order_by(Cohort.id))
        )


def get_roster_line(cohort_id: int) -> RosterLine:
    """What there is to say about the cohort's roster."""
    with read_only() as session:
        row = session.execute(
            select(Cohort.memberships_url, Roster)
            .outerjoin(Roster, Roster.cohort_id == Cohort.id)
            .where(Cohort.id == cohort_id)
        ).one()
        offered = row[0]
        roster: Roster | None = row[1]
        if roster is None:
            return RosterLine(offered is not None, None, None, None, 0, 0, None)
        return RosterLine(
            is_offered=offered is not None,
            state=roster.state,
            asked_at=roster.asked_at,
            read_at=roster.read_at,
            joined=roster.joined,
            left=roster.left,
            why=roster.why,
        )


def get_standing_page(*, cohort_id: int, person_id: int) -> StandingPage:
    """A participant's standing in the cohort. Raises NotHere."""
    with read_only() as session:
        row = session.execute(
            select(Person.names, Membership)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.cohort_id == cohort_id,
                Membership.person_id == person_id,
                Membership.role == Role.PARTICIPANT,
            )
        ).one_or_none()
        if row is None:
            raise NotHere("no such participant in this cohort")
        member = row.Membership
        return StandingPage(
            person_id=person_id,
            name=read_name(row.names, person_id),
            standing=member.standing,
            on=member.standing_on,
            reason=member.standing_reason or "",
            left_at=member.left_at,
        )
