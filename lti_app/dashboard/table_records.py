"""Everything that a trainer's table of thousands looks up: the people, what stands of a page of them, and grades."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from lti_app.cohort.calendar_records import LateStart
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.name_rules import read_full_name, read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing, describe_standing
from lti_app.dashboard.headway_records import HeadwayRecord
from lti_app.dashboard.table_rules import fold_name
from lti_app.database import Base
from lti_app.placement.records import Placement
from lti_app.programme.model import ActivityKey
from lti_app.score_delivery.records import DeliveryPause, ScoreRow
from lti_app.score_delivery.rules import Score, ScoreStanding, ScoreState
from lti_app.secret_text import read_secret
from lti_app.workshop.records import Attendance

_MEMBERS, _PEOPLE, _HEADWAY, _LATE = (
    Base.metadata.tables[one.__tablename__] for one in (Membership, Person, HeadwayRecord, LateStart)
)
TAKING_PART = Standing.TAKING_PART.value
_OF_COHORT = (
    _MEMBERS.c.cohort_id == bindparam("cohort_id"),
    _MEMBERS.c.role == literal_column(f"'{Role.PARTICIPANT.value}'"),
)


def _select_members(names: ColumnElement[str]) -> Select[Any]:
    """Eight narrow columns: what is read for thousands has to be little."""
    here = (_MEMBERS.c.left_at.is_(None)) & (_MEMBERS.c.standing == literal_column(f"'{TAKING_PART}'"))
    # As the driver gives it: making an instant of it for each of thousands takes longer than looking them up.
    seen_at = type_coerce(func.coalesce(_HEADWAY.c.moved_at, _MEMBERS.c.first_seen_at), NullType())
    return (
        select(
            _MEMBERS.c.person_id,
            case((here, literal_column("0")), else_=literal_column("1")).label("is_gone"),
            seen_at.label("seen_at"),
            _HEADWAY.c.reached,
            _HEADWAY.c.stands_at,
            _LATE.c.starts_on,
            names.label("names"),
        )
        .select_from(_MEMBERS)
        .join(_PEOPLE, _PEOPLE.c.id == _MEMBERS.c.person_id)
        .outerjoin(_HEADWAY, _HEADWAY.c.person_id == _MEMBERS.c.person_id)
        .outerjoin(
            _LATE,
            (_LATE.c.person_id == _MEMBERS.c.person_id) & (_LATE.c.cohort_id == _MEMBERS.c.cohort_id),
        )
        .where(*_OF_COHORT)
    )


_NO_NAMES: ColumnElement[str] = literal_column("NULL")
_WITHOUT_NAMES = _select_members(_NO_NAMES).order_by(_MEMBERS.c.person_id)
_WITH_NAMES = _select_members(type_coerce(_PEOPLE.c.names, Text)).order_by(_MEMBERS.c.person_id)
_ONE = _select_members(_NO_NAMES).where(_MEMBERS.c.person_id == bindparam("person_id"))


def list_members(connection: Connection, *, cohort_id: int, with_names: bool) -> Sequence[Any]:
    """Every participant of the cohort by number, those who are gone too, with what their pace is judged by.

    `seen_at` is their last step or, where `reached` is None, when they were first seen, as the driver gives it
    (`read_hour`). `names` is what `Person.names` holds, still sealed, or None.
    """
    return connection.execute(_WITH_NAMES if with_names else _WITHOUT_NAMES, {"cohort_id": cohort_id}).all()


def read_hour(kept: str | datetime) -> datetime:
    """The hour of an instant as SQLite's driver gives it, as text in UTC, or PostgreSQL's."""
    if isinstance(kept, str):
        return datetime.fromisoformat(f"{kept[:13]}:00+00:00")
    return kept.replace(minute=0, second=0, microsecond=0)


def find_member(connection: Connection, *, cohort_id: int, person_id: int) -> Any:
    """One participant as `list_members` gives them, without a name; None for whoever is none there."""
    return connection.execute(_ONE, {"cohort_id": cohort_id, "person_id": person_id}).one_or_none()


@lru_cache(maxsize=25_000)
def unseal_name(sealed: str) -> tuple[str, str]:
    """What is kept of a person's names (`cohort/name_rules.py`), and their full name as it is compared.

    Kept in this process's memory under its sealed form (decision 0021): unsealing thousands takes its time.
    """
    names = read_secret(sealed)
    return names, fold_name(read_full_name(names))


def list_gone(connection: Connection, *, cohort_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """Why, and since when, each of these people takes part no more."""
    rows = connection.execute(
        select(Membership.person_id, Membership.standing, Membership.standing_on, Membership.left_at).where(
            Membership.cohort_id == cohort_id, Membership.person_id.in_(person_ids)
        )
    )
    return {
        row.person_id: describe_standing(standing=row.standing, on=row.standing_on, left_at=row.left_at) or ""
        for row in rows
    }


def list_names(connection: Connection, person_ids: Collection[int]) -> dict[int, str]:
    """How some people are called on a page, by number."""
    rows = connection.execute(
        select(Person.id, type_coerce(Person.names, Text)).where(Person.id.in_(person_ids))
    )
    return {number: read_name(unseal_name(sealed)[0], number) for number, sealed in rows}


def list_registers(connection: Connection, *, cohort_id: int) -> dict[ActivityKey, date]:
    """The day on which each workshop's register was first marked for anybody of the cohort."""
    first_at = func.min(Attendance.marked_at, type_=Attendance.marked_at.type)
    rows = connection.execute(
        select(Attendance.workshop_key, first_at.label("first_at"))
        .where(Attendance.cohort_id == cohort_id, Attendance.undone_at.is_(None))
        .group_by(Attendance.workshop_key)
    )
    return {ActivityKey(row.workshop_key): london_day(row.first_at) for row in rows}


def list_page_scores(
    connection: Connection, *, cohort_id: int, person_ids: Collection[int]
) -> dict[tuple[int, str], list[ScoreState]]:
    """Where the grades of a page's people stand in this course, by person and activity."""
    rows = connection.execute(
        select(ScoreRow.person_id, Placement.activity_key, ScoreRow.state)
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id, ScoreRow.person_id.in_(person_ids))
    )
    found: dict[tuple[int, str], list[ScoreState]] = {}
    for person_id, activity_key, state in rows:
        found.setdefault((person_id, activity_key or ""), []).append(state)
    return found


def count_undelivered(connection: Connection, *, cohort_id: int) -> dict[ScoreState, int]:
    """How many grades have not arrived, by where they are: on their way, waiting for a column, or not accepted."""
    not_there = [state for state in ScoreState if state is not ScoreState.SETTLED]
    rows = connection.execute(
        select(ScoreRow.state, func.count().label("number"))
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id, ScoreRow.state.in_(not_there))
        .group_by(ScoreRow.state)
    )
    return {row.state: row.number for row in rows}


def list_troubled(connection: Connection, *, cohort_id: int, most: int) -> tuple[ScoreStanding, ...]:
    """The grades that somebody should know of, oldest first: not accepted, waiting for a column, or tried in vain."""
    rows = connection.execute(
        select(ScoreRow.__table__, Placement.activity_key, DeliveryPause.why.label("paused"))
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .outerjoin(DeliveryPause, DeliveryPause.platform_id == ScoreRow.platform_id)
        .where(
            Placement.cohort_id == cohort_id,
            ScoreRow.state.in_([state for state in ScoreState if state is not ScoreState.SETTLED]),
            (ScoreRow.state != ScoreState.QUEUED)
            | ScoreRow.why.is_not(None)
            | DeliveryPause.why.is_not(None),
        )
        .order_by(ScoreRow.queued_at, ScoreRow.id)
        .limit(most)
    )
    return tuple(
        ScoreStanding(
            id=row.id,
            person_id=row.person_id,
            activity_key=row.activity_key or "",
            placement_id=row.placement_id,
            state=row.state,
            score=Score(row.given, row.maximum),
            queued_at=row.queued_at,
            settled_at=row.settled_at,
            why=row.why or row.paused,
        )
        for row in rows
    )
