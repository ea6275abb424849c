"""A workshop's day as its trainer sees it: who is there, what is given out, and what everybody has been given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lti_app.cohort.calendar_records import WorkshopDay, load_calendar_plan
from lti_app.database import read_only, reading
from lti_app.gate.facts_rules import Target
from lti_app.programme.model import Programme
from lti_app.programme.model import Session as DaySession
from lti_app.statements import Statement
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.day_rules import GivenCase, list_given_cases, list_workshops, name_target
from lti_app.workshop.records import (
    Release,
    Showing,
    list_releases,
    read_target,
    write_target,
)
from lti_app.workshop.register_reads import SOMEBODY, RegisterRow, get_workshop, list_people, list_rows


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be given out. `is_next` is what comes next of its case; `is_last` what was given out last.

    `seen` is how many people have opened it.
    """

    activity_key: str
    part_key: str
    task_key: str
    title: str
    released_at: datetime | None
    released_by: str
    seen: int
    is_next: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the day with its pieces, in the order of its story."""

    key: str
    title: str
    sessions: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """A workshop's day: register and releases."""

    key: str
    title: str
    module: int
    held_on: date | None
    sessions: tuple[DaySession, ...]
    cases: tuple[CaseLine, ...]
    rows: tuple[RegisterRow, ...]
    marked: int
    attending: int


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """A workshop of the programme; `held_on` None where no day is set."""

    key: str
    module: int
    title: str
    held_on: date | None


@dataclass(frozen=True, slots=True)
class WorkshopsPage:
    """The workshops of the programme, in order."""

    workshops: tuple[WorkshopLine, ...]


@dataclass(frozen=True, slots=True)
class GivenOut:
    """One thing that stands given out to a cohort, as an open page is told of it."""

    number: int
    activity_key: str
    title: str
    released_at: datetime


def get_workshops_page(*, programme: Programme, cohort_id: int) -> WorkshopsPage:
    """The programme's workshops with their days, from two queries."""
    with read_only() as session:
        days = load_calendar_plan(session, cohort_id=cohort_id).workshop_on
    workshops = list_workshops(programme=programme)
    return WorkshopsPage(
        tuple(WorkshopLine(one.key, one.module, one.title, days.get(one.key)) for one in workshops)
    )


def get_day_page(*, programme: Programme, cohort_id: int, key: str) -> DayPage:
    """The day, from six queries whatever the cohort's size. Raises NotHere."""
    workshop = get_workshop(programme, key)
    given = list_given_cases(programme=programme, workshop=workshop)
    with read_only() as session:
        names, taking_part = list_people(session, cohort_id=cohort_id)
        rows = list_rows(session, cohort_id, workshop.key, names, taking_part)
        released = {one.target: one for one in list_releases(session, cohort_id=cohort_id)}
        seen = _count_seen(session, cohort_id, [one.activity.key for one in given])
        held_on = session.scalar(
            select(WorkshopDay.held_on).where(
                WorkshopDay.cohort_id == cohort_id, WorkshopDay.workshop_key == workshop.key
            )
        )
        return DayPage(
            key=workshop.key,
            title=workshop.title,
            module=workshop.module,
            held_on=held_on,
            sessions=workshop.workshop.sessions if workshop.workshop else (),
            cases=tuple(_line_of(programme, case, released, names, seen) for case in given),
            rows=rows,
            marked=sum(row.presence is not None for row in rows),
            attending=sum(row.presence in {Presence.PRESENT, Presence.CATCH_UP} for row in rows),
        )


_GIVEN_OUT = Statement(
    select(Release.id, Release.activity_key, Release.part_key, Release.task_key, Release.released_at)
    .where(Release.cohort_id == bindparam("cohort_id"), Release.taken_back_at.is_(None))
    .order_by(Release.id)
)


def list_given_out(*, programme: Programme, cohort_id: int) -> tuple[GivenOut, ...]:
    """What stands given out to the cohort, oldest first: one small statement, as every open page asks every moment."""
    with reading() as connection:
        rows = _GIVEN_OUT.rows(connection, cohort_id=cohort_id)
    return tuple(
        GivenOut(
            number=row[0],
            activity_key=row[1],
            title=name_target(programme=programme, target=read_target(row[1], row[2], row[3])),
            released_at=row[4],
        )
        for row in rows
    )


def _count_seen(session: Session, cohort_id: int, activity_keys: Sequence[str]) -> dict[Target, int]:
    """How many people of the cohort have opened each activity, whatever of it, and each of its parts and tasks."""
    here = (Showing.cohort_id == cohort_id, Showing.activity_key.in_(activity_keys))
    people = func.count(func.distinct(Showing.person_id))
    whole = session.execute(select(Showing.activity_key, people).where(*here).group_by(Showing.activity_key))
    seen: dict[Target, int] = {read_target(row[0], "", ""): row[1] for row in whole}
    placed = select(Showing.activity_key, Showing.part_key, people).where(*here, Showing.part_key != "")
    for activity_key, place, count in session.execute(
        placed.group_by(Showing.activity_key, Showing.part_key)
    ):
        task_key = place[1:] if place.startswith("@") else ""
        seen[read_target(activity_key, "" if task_key else place, task_key)] = count
    return seen


def _line_of(
    programme: Programme,
    case: GivenCase,
    released: dict[Target, Release],
    names: dict[int, str],
    seen: dict[Target, int],
) -> CaseLine:
    out = [one for one in case.targets if one in released]
    coming = next((one for one in case.targets if one not in released), None)
    return CaseLine(
        key=case.activity.key,
        title=case.activity.title,
        sessions=case.sessions,
        pieces=tuple(
            _piece_of(
                one,
                title=name_target(programme=programme, target=one),
                release=released.get(one),
                names=names,
                seen=seen.get(one, 0),
                is_next=one == coming,
                is_last=bool(out) and one == out[-1],
            )
            for one in case.targets
        ),
    )


def _piece_of(
    target: Target,
    *,
    title: str,
    release: Release | None,
    names: dict[int, str],
    seen: int,
    is_next: bool,
    is_last: bool,
) -> Piece:
    activity_key, part_key, task_key = write_target(target)
    return Piece(
        activity_key=activity_key,
        part_key=part_key,
        task_key=task_key,
        title=title,
        released_at=release.released_at if release else None,
        released_by=names.get(release.released_by_id or 0, SOMEBODY) if release else "",
        seen=seen,
        is_next=is_next,
        is_last=is_last,
    )
