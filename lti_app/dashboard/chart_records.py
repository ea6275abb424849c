"""A cohort's numbers for its charts: counted by the database, so that thousands of people make short lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from lti_app.activity.records import CompletionRecord
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.table_records import read_hour
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState


def count_completed(
    connection: Connection, *, cohort_id: int, activity_keys: Collection[str]
) -> dict[date, int]:
    """How many of those activities the cohort's participants completed, by London's day."""
    # By hours of UTC, as London's day changes with one of them; each database has its own way to cut an instant.
    is_text = connection.dialect.name == "sqlite"
    at = type_coerce(CompletionRecord.completed_at, NullType())
    hour = func.substr(at, 1, 13) if is_text else func.date_trunc("hour", at, "UTC")
    # Wrapped, or SQLite looks each person up once for every key, which takes three times as long.
    key = func.coalesce(CompletionRecord.activity_key, "")
    rows = connection.execute(
        select(hour.label("hour"), func.count().label("number"))
        .join(Membership, Membership.person_id == CompletionRecord.person_id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            key.in_(activity_keys),
        )
        .group_by(hour)
    )
    days: dict[date, int] = {}
    for row in rows:
        day = london_day(read_hour(row.hour))
        days[day] = days.get(day, 0) + row.number
    return days


def count_grades(connection: Connection, *, cohort_id: int) -> dict[tuple[str, ScoreState], int]:
    """How many grades of the cohort's course are where, by activity."""
    rows = connection.execute(
        select(Placement.activity_key, ScoreRow.state, func.count().label("number"))
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id)
        .group_by(Placement.activity_key, ScoreRow.state)
    )
    return {(row.activity_key or "", row.state): row.number for row in rows}
