"""The register of a workshop as its trainer sees it: a row for each participant, with their mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.programme.model import Activity, Programme
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.day_rules import find_workshop
from lti_app.workshop.records import Attendance, list_marks

SOMEBODY = "a trainer who is no longer here"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One participant in the register; `presence` None where nobody has marked them yet."""

    person_id: int
    name: str
    presence: Presence | None
    reason: str
    marked_at: datetime | None
    marked_by: str


def get_workshop(programme: Programme, key: str) -> Activity:
    """The workshop week of that key or further address. Raises NotHere."""
    workshop = find_workshop(programme=programme, key=key)
    if workshop is None:
        raise NotHere("no such workshop")
    return workshop


def get_register_row(*, programme: Programme, cohort_id: int, key: str, person_id: int) -> RegisterRow:
    """One participant's row in the register. Raises NotHere."""
    workshop = get_workshop(programme, key)
    with read_only() as session:
        names, taking_part = list_people(session, cohort_id=cohort_id, only=person_id)
        rows = list_rows(session, cohort_id, workshop.key, names, taking_part)
    row = next((one for one in rows if one.person_id == person_id), None)
    if row is None:
        raise NotHere("no such participant")
    return row


def list_people(
    session: Session, *, cohort_id: int, only: int | None = None
) -> tuple[dict[int, str], tuple[int, ...]]:
    """Everybody's name by number, and the participants who take part, by name; trainers and one of them for `only`."""
    wanted = () if only is None else (or_(Membership.role == Role.TRAINER, Person.id == only),)
    rows = session.execute(
        select(Person.id, Person.names, Membership.role, Membership.left_at, Membership.standing)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.cohort_id == cohort_id, *wanted)
    ).all()
    names = {row.id: read_name(row.names, row.id, role=row.role) for row in rows}
    here = [
        row.id
        for row in rows
        if row.role is Role.PARTICIPANT and row.left_at is None and row.standing is Standing.TAKING_PART
    ]
    return names, tuple(sorted(here, key=lambda one: (names[one].casefold(), one)))


def list_rows(
    session: Session, cohort_id: int, workshop_key: str, names: dict[int, str], here: tuple[int, ...]
) -> tuple[RegisterRow, ...]:
    """A row for each of `here`, in that order, with the mark that stands."""
    marks = {
        one.person_id: one for one in list_marks(session, cohort_id=cohort_id, workshop_keys=[workshop_key])
    }
    return tuple(_row_of(one, names, marks.get(one)) for one in here)


def _row_of(person_id: int, names: dict[int, str], mark: Attendance | None) -> RegisterRow:
    if mark is None:
        return RegisterRow(person_id, names[person_id], None, "", None, "")
    return RegisterRow(
        person_id=person_id,
        name=names[person_id],
        presence=mark.presence,
        reason=mark.reason or "",
        marked_at=mark.marked_at,
        marked_by=names.get(mark.marked_by_id or 0, SOMEBODY),
    )
