"""A cohort's numbers for its charts: counted by the database, so that thousands of people make short lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from lti_app.activity.records import CompletionRecord
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState


def count_completed(
    connection: Connection, *, cohort_id: int, activity_keys: Collection[str]
) -> dict[date, int]:
    """How many of those activities the cohort's participants completed, by day."""
    day = func.date(CompletionRecord.completed_at)
    # Wrapped, or SQLite looks each person up once for every key, which takes three times as long.
    key = func.coalesce(CompletionRecord.activity_key, "")
    rows = connection.execute(
        select(day.label("day"), func.count().label("number"))
        .join(Membership, Membership.person_id == CompletionRecord.person_id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            key.in_(activity_keys),
        )
        .group_by(day)
    )
    return {_read_day(row.day): row.number for row in rows}


def count_grades(connection: Connection, *, cohort_id: int) -> dict[tuple[str, ScoreState], int]:
    """How many grades of the cohort's course are where, by activity."""
    rows = connection.execute(
        select(Placement.activity_key, ScoreRow.state, func.count().label("number"))
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id)
        .group_by(Placement.activity_key, ScoreRow.state)
    )
    return {(row.activity_key or "", row.state): row.number for row in rows}


def _read_day(kept: date | datetime | str) -> date:
    """A day as SQLite gives it, as text, or PostgreSQL, as a day."""
    if isinstance(kept, str):
        return date.fromisoformat(kept)
    return kept.date() if isinstance(kept, datetime) else kept
