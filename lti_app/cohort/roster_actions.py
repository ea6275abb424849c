"""Reading a course's roster, step by step: asked for, begun by one worker, and kept or failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lti_app.activity.queueing_records import queue_joined
from lti_app.cohort.name_rules import NO_NAMES
from lti_app.cohort.records import Cohort, Membership, Person, Roster
from lti_app.cohort.standing_rules import (
    Joined,
    Known,
    Listed,
    RosterChange,
    RosterState,
    decide_roster,
)
from lti_app.cohort.words_rules import CallTrouble
from lti_app.database import add_if_absent, transaction
from lti_app.programme.model import Programme

READING_TAKES = timedelta(minutes=10)
"""A reading that began longer ago was lost with its worker."""

WHOLE_EVERY = timedelta(days=7)
"""Differences are asked for in between: a list that was once wrong should not stay so."""


@dataclass(frozen=True, slots=True)
class RosterCall:
    """What a worker calls. `is_whole` False: `url` lists what has changed since the last reading."""

    cohort_id: int
    platform_id: int
    url: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class RosterKept:
    """How many joined and left; None where the roster could not be right."""

    joined: int
    left: int


def ask_for_roster(*, cohort_id: int, now: datetime) -> None:
    """Note that the roster is wanted, so that the page says so before a worker has begun."""
    with transaction() as session:
        roster = _settle_roster(session, cohort_id, now)
        roster.state, roster.asked_at, roster.why = RosterState.ASKED, now, None


def begin_roster(*, cohort_id: int, now: datetime, whole: bool = False) -> RosterCall | None:
    """What to call, for one worker alone; None where another reads already, or where the course has no roster."""
    with transaction() as session:
        cohort = session.get_one(Cohort, cohort_id)
        if cohort.memberships_url is None or cohort.memberships_platform_id is None:
            _fail(session, cohort_id, CallTrouble.NOT_OFFERED, now)
            return None
        roster = _settle_roster(session, cohort_id, now)
        begun = session.execute(
            update(Roster)
            .where(
                Roster.cohort_id == cohort_id,
                or_(Roster.state != RosterState.READING, Roster.asked_at <= now - READING_TAKES),
            )
            .values(state=RosterState.READING, asked_at=now, why=None)
            .returning(Roster.cohort_id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if begun is None:
            return None
        recent = roster.whole_at is not None and now - roster.whole_at < WHOLE_EVERY
        differences = roster.differences_url if recent and not whole else None
        return RosterCall(
            cohort_id=cohort_id,
            platform_id=cohort.memberships_platform_id,
            url=differences or cohort.memberships_url,
            is_whole=differences is None,
        )


def record_roster(
    *,
    cohort_id: int,
    listed: Sequence[Listed],
    is_whole: bool,
    differences_url: str | None,
    programme: Programme,
    now: datetime,
) -> RosterKept | None:
    """Keep a roster: who joined, under which names and in which role, and who has left; None where it was empty.

    Nobody is deleted: who left is marked, and their work stays theirs.
    """
    with transaction() as session:
        cohort = session.get_one(Cohort, cohort_id)
        known = _list_known(session, cohort_id)
        change = decide_roster(
            listed=listed,
            known={subject: _known_value(person, member) for subject, (person, member) in known.items()},
            is_whole=is_whole,
        )
        if change is None:
            _fail(session, cohort_id, CallTrouble.NOBODY, now)
            return None
        _apply(session, cohort, change, known, now)
        for one in change.there:
            if one.returns:
                person_id = known[one.subject][0].id
                queue_joined(session, programme=programme, cohort_id=cohort_id, person_id=person_id, now=now)
        roster = _settle_roster(session, cohort_id, now)
        kept = RosterKept(
            joined=sum(one.is_new or one.returns for one in change.there), left=len(change.left)
        )
        roster.state, roster.read_at, roster.why = RosterState.READ, now, None
        roster.joined, roster.left = kept.joined, kept.left
        roster.differences_url = differences_url
        roster.whole_at = now if is_whole else roster.whole_at
        return kept


def record_roster_failed(*, cohort_id: int, why: CallTrouble, now: datetime) -> None:
    """Note that the roster could not be read, and why; the next reading asks for the whole."""
    with transaction() as session:
        _fail(session, cohort_id, why, now)


def _fail(session: Session, cohort_id: int, why: CallTrouble, now: datetime) -> None:
    roster = _settle_roster(session, cohort_id, now)
    roster.state, roster.why, roster.differences_url = RosterState.FAILED, why.value, None


def _settle_roster(session: Session, cohort_id: int, now: datetime) -> Roster:
    values = {"cohort_id": cohort_id, "state": RosterState.ASKED, "asked_at": now, "joined": 0, "left": 0}
    return add_if_absent(session, Roster, unique=("cohort_id",), values=values)


def _list_known(session: Session, cohort_id: int) -> dict[str, tuple[Person, Membership]]:
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.cohort_id == cohort_id)
    )
    return {person.subject: (person, member) for person, member in rows}


def _known_value(person: Person, member: Membership) -> Known:
    return Known(person.subject, member.role, member.launched_at is not None, member.left_at is not None)


def _apply(
    session: Session,
    cohort: Cohort,
    change: RosterChange,
    known: dict[str, tuple[Person, Membership]],
    now: datetime,
) -> None:
    for one in change.there:
        if one.subject in known:
            person, member = known[one.subject]
            member.role, member.left_at = one.role, None
            if one.names is not None and person.names != one.names:
                person.names = one.names
        else:
            _add_member(session, cohort, one, now)
    for subject in change.left:
        known[subject][1].left_at = now


def _add_member(session: Session, cohort: Cohort, one: Joined, now: datetime) -> None:
    person = add_if_absent(
        session,
        Person,
        unique=("organisation_id", "issuer", "subject"),
        values={
            "organisation_id": cohort.organisation_id,
            "issuer": cohort.issuer,
            "subject": one.subject,
            "names": one.names or NO_NAMES,
            "created_at": now,
        },
    )
    if one.names is not None and person.names != one.names:
        person.names = one.names
    values = {
        "cohort_id": cohort.id,
        "person_id": person.id,
        "role": one.role,
        "first_seen_at": now,
        "last_seen_at": now,
    }
    add_if_absent(session, Membership, unique=("cohort_id", "person_id"), values=values)
