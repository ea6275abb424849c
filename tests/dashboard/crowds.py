"""Cohorts of any size, written straight into the tables: people, how far they have come, evidence and grades."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lti_app.activity.records import CompletionRecord, Question, Submission
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.headway_records import HeadwayRecord
from lti_app.dashboard.pace_rules import place_of
from lti_app.database import transaction
from lti_app.gate.weeks_rules import list_weeks
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState

FIRST = ("Ana", "Bo", "Chidi", "Dilys", "Émile", "Farah", "Gwen", "Hari", "Ines", "Jo")
LAST = ("Abbott", "Brân", "Castellanos", "Devi", "Evans", "Fofanah", "García", "Hughes", "Iqbal", "Jones")
TASKS_A_WEEK = 4


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who was added: the numbers of the people, in the order in which they were made."""

    cohort_id: int
    person_ids: tuple[int, ...]


def name_of(number: int) -> str:
    """What the crowd's person of that number is called."""
    return f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number:05}"


def weeks_done_of(number: int, *, weeks: int) -> int:
    """How many weeks the person of that number has done: some none, some all."""
    return number * 7 % (weeks + 1)


def add_crowd(app: Flask, *, people: int, now: datetime | None = None) -> Crowd:
    """Add so many participants to the first cohort, each with the evidence of the weeks that they have done."""
    programme: Programme = app.extensions["programme"]
    now = now or datetime.now(UTC)
    with app.app_context(), transaction() as session:
        cohort = session.scalars(select(Cohort).order_by(Cohort.id)).first()
        assert cohort is not None
        ids = _add_people(session, cohort, people, now)
        _add_evidence(session, programme, cohort.id, ids, now)
        _add_scores(session, cohort.id, ids, now)
        return Crowd(cohort.id, ids)


def _add_people(session: Session, cohort: Cohort, people: int, now: datetime) -> tuple[int, ...]:
    first = (session.scalar(select(func.max(Person.id))) or 0) + 1
    ids = tuple(range(first, first + people))
    session.execute(
        insert(Person),
        [
            {
                "id": person_id,
                "organisation_id": cohort.organisation_id,
                "issuer": cohort.issuer,
                "subject": f"crowd-{person_id}",
                "names": json.dumps({"full": name_of(number), "given": None, "family": None}),
                "created_at": now,
            }
            for number, person_id in enumerate(ids)
        ],
    )
    seen = now - timedelta(days=60)
    session.execute(
        insert(Membership),
        [
            {
                "cohort_id": cohort.id,
                "person_id": person_id,
                "role": Role.PARTICIPANT,
                "first_seen_at": seen,
                "last_seen_at": seen,
            }
            for person_id in ids
        ],
    )
    return ids


def _add_evidence(
    session: Session, programme: Programme, cohort_id: int, ids: tuple[int, ...], now: datetime
) -> None:
    weeks = list_weeks(programme=programme)
    session.merge(Question(digest="crowd", text="Crowd\n\nA question."))
    session.flush()
    headway, done, complete = [], [], []
    for number, person_id in enumerate(ids):
        count = weeks_done_of(number, weeks=len(weeks))
        # No two people of a day in the same hour, if they are few.
        at = now - timedelta(days=number % 40, hours=1 + number % 23)
        for week in weeks[:count]:
            complete.append({"person_id": person_id, "activity_key": week.key, "completed_at": at})
            done += [
                {
                    "person_id": person_id,
                    "cohort_id": cohort_id,
                    "activity_key": week.key,
                    "task_key": task.key,
                    "number": 1,
                    "answers": "{}",
                    "question_digest": "crowd",
                    "pack_version": programme.version,
                    "submitted_at": at,
                }
                for task in week.tasks[:TASKS_A_WEEK]
            ]
        if count:
            stands_at = place_of(weeks[count]) if count < len(weeks) else 0
            headway.append(
                {
                    "person_id": person_id,
                    "reached": place_of(weeks[count - 1]),
                    "stands_at": stands_at,
                    "moved_at": at,
                }
            )
    for table, rows in ((HeadwayRecord, headway), (Submission, done), (CompletionRecord, complete)):
        if rows:
            session.execute(insert(table), rows)


def _add_scores(session: Session, cohort_id: int, ids: tuple[int, ...], now: datetime) -> None:
    placements = session.scalars(select(Placement.id).where(Placement.cohort_id == cohort_id)).all()
    states = (ScoreState.SETTLED, ScoreState.SETTLED, ScoreState.SETTLED, ScoreState.QUEUED)
    rows = [
        {
            "placement_id": placement_id,
            "person_id": person_id,
            "platform_id": 1,
            "given": 1,
            "maximum": 1,
            "earned_at": now,
            "version": 1,
            "state": states[person_id % 4],
            "due_at": now,
            "queued_at": now,
            "settled_at": now if person_id % 4 < 3 else None,
        }
        for placement_id in placements
        for person_id in ids
    ]
    if rows:
        session.execute(insert(ScoreRow), rows)
