"""What besides their work stands of a participant: who they are, marks, waivers, sign-offs and other cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_app.cohort.calendar_records import LateStart
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import describe_standing
from lti_app.dashboard.headway_records import HeadwayRecord
from lti_app.gate.records import GivenSignOff, Waiver
from lti_app.workshop.records import Attendance


@dataclass(frozen=True, slots=True)
class Who:
    """A participant of a cohort. `gone_line` says why they take part no more, "" while they do; `late_on` is their own
    first day, None where they started with the others; `moved_at` is their last step, None before the first."""

    name: str
    first_seen_at: datetime
    launched_at: datetime | None
    last_seen_at: datetime
    gone_line: str
    gone_reason: str
    late_on: date | None
    moved_at: datetime | None


def find_who(session: Session, *, cohort_id: int, person_id: int) -> Who | None:
    """The participant of that number; None for whoever is none in this cohort."""
    row = session.execute(
        select(Person.names, Membership, LateStart.starts_on, HeadwayRecord.moved_at)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(
            LateStart,
            (LateStart.person_id == Person.id) & (LateStart.cohort_id == Membership.cohort_id),
        )
        .outerjoin(HeadwayRecord, HeadwayRecord.person_id == Person.id)
        .where(
            Membership.cohort_id == cohort_id,
            Person.id == person_id,
            Membership.role == Role.PARTICIPANT,
        )
    ).one_or_none()
    if row is None:
        return None
    member = row.Membership
    told = describe_standing(standing=member.standing, on=member.standing_on, left_at=member.left_at)
    return Who(
        name=read_name(row.names, person_id),
        first_seen_at=member.first_seen_at,
        launched_at=member.launched_at,
        last_seen_at=member.last_seen_at,
        gone_line=told or "",
        gone_reason=(member.standing_reason or "") if told else "",
        late_on=row.starts_on,
        moved_at=row.moved_at,
    )


def list_marks(session: Session, *, person_id: int) -> Sequence[Attendance]:
    """The standing marks of a person in registers, wherever they were made, oldest first."""
    query = select(Attendance).where(Attendance.person_id == person_id, Attendance.undone_at.is_(None))
    return session.scalars(query.order_by(Attendance.marked_at, Attendance.id)).all()


def list_own_waivers(session: Session, *, cohort_id: int, person_id: int) -> Sequence[Waiver]:
    """The waivers that stand for a person in a cohort, for them alone or for everybody, newest first."""
    query = select(Waiver).where(
        Waiver.cohort_id == cohort_id,
        or_(Waiver.person_id.is_(None), Waiver.person_id == person_id),
        Waiver.ended_at.is_(None),
    )
    return session.scalars(query.order_by(Waiver.set_at.desc(), Waiver.id.desc())).all()


def list_sign_offs(session: Session, *, person_id: int) -> Sequence[GivenSignOff]:
    """What a person's line manager has signed, void or not, oldest first."""
    query = select(GivenSignOff).where(GivenSignOff.person_id == person_id)
    return session.scalars(query.order_by(GivenSignOff.given_at, GivenSignOff.id)).all()


def list_other_cohorts(session: Session, *, cohort_id: int, person_id: int) -> Sequence[Any]:
    """The other cohorts of which a person is or was a participant, with how they stand there."""
    query = (
        select(Cohort.title, Membership.standing, Membership.standing_on, Membership.left_at)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == Role.PARTICIPANT,
            Cohort.id != cohort_id,
        )
        .order_by(Membership.first_seen_at)
    )
    return session.execute(query).all()
