"""Work of a crowd that a trainer reads, written straight into the tables: later versions, feedback, and questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import (
    Connection,
    String,
    Text,
    and_,
    case,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    select,
    table,
    true,
)

from lti_app.activity.answers_rules import Answers, write_answers
from lti_app.activity.evidence_records import IS_NEWEST
from lti_app.activity.records import Submission
from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.weeks_rules import list_weeks
from lti_app.programme.model import ActivityKind, Programme, Questions, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.review.queue_records import QueuedWork
from lti_app.review.queue_rules import WorkState, write_ref
from lti_app.review.reading_rules import list_queued
from lti_app.review.records import Feedback
from lti_app.secret_text import SecretText
from lti_app.workshop.day_rules import list_question_tasks
from tests.dashboard.crowds import Crowd

AT_ONCE = 20_000
VERSIONS = (1, 2, 1, 1, 3, 1)
"""How often a piece of writing is submitted, by turns."""
DECISIONS = (Decision.ACCEPTED, None, Decision.ACCEPTED, Decision.RETURNED, None)
"""What a trainer has said of a piece's newest version, by turns; of every version before it "return"."""
ASKED = 40
"""How many questions differ in their words: the rest have been asked before."""


def add_work(app: Flask, crowd: Crowd) -> None:
    """Give the crowd's writing its later versions and feedback, and let everybody ask before the first workshop."""
    programme: Programme = app.extensions["programme"]
    with app.app_context(), transaction() as session:
        connection = session.connection()
        _add_versions(connection, list_queued(programme), crowd)
        _add_feedback(connection, list_queued(programme))
        _add_questions(connection, programme, crowd)
        _fill_queue(connection, list_queued(programme))


def _seal(connection: Connection, text: str) -> str:
    sealed = SecretText().process_bind_param(text, connection.dialect)
    assert sealed is not None
    return sealed


def _plain(of: Any) -> Any:
    """The same table with its secret columns as they are kept: sealing half a million texts takes a minute."""
    return table(
        of.__tablename__,
        *(
            column(one.name, Text() if isinstance(one.type, SecretText) else one.type)
            for one in of.__table__.c
        ),
    )


def _send(connection: Connection, of: Any, rows: Iterator[dict[str, Any]]) -> None:
    kept: list[dict[str, Any]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == AT_ONCE:
            connection.execute(insert(_plain(of)), kept)
            kept = []
    if kept:
        connection.execute(insert(_plain(of)), kept)


def _add_versions(connection: Connection, refs: tuple[TaskRef, ...], crowd: Crowd) -> None:
    sent = Submission.__table__.c
    first = connection.execute(
        select(
            *(sent.id, sent.person_id, sent.activity_key, sent.task_key, sent.submitted_at, sent.pack_version)
        ).where(sent.cohort_id == crowd.cohort_id, sent.number == 1)
    ).all()
    queued, answers = set(refs), _seal(connection, "{}")
    _send(
        connection,
        Submission,
        (
            {
                "person_id": row.person_id,
                "cohort_id": crowd.cohort_id,
                "activity_key": row.activity_key,
                "task_key": row.task_key,
                "number": number,
                "answers": answers,
                "question_digest": "crowd",
                "pack_version": row.pack_version,
                "submitted_at": row.submitted_at + timedelta(hours=number),
                "awaits": Awaited.TRAINER if row.id % 4 == 0 else None,
            }
            for row in first
            if TaskRef(row.activity_key, row.task_key) in queued
            for number in range(2, VERSIONS[row.id % len(VERSIONS)] + 1)
        ),
    )


def _add_feedback(connection: Connection, refs: tuple[TaskRef, ...]) -> None:
    sent, queued = Submission.__table__.c, set(refs)
    words, none = _seal(connection, ""), _seal(connection, "[]")
    rows = connection.execute(
        select(*(sent.id, sent.person_id, sent.activity_key, sent.task_key, sent.number, sent.submitted_at))
    ).all()
    newest: dict[tuple[int, str, str], int] = {}
    for row in rows:
        piece = (row.person_id, row.activity_key, row.task_key)
        newest[piece] = max(newest.get(piece, 0), row.number)
    _send(
        connection,
        Feedback,
        (
            {
                "submission_id": row.id,
                "person_id": row.person_id,
                "activity_key": row.activity_key,
                "task_key": row.task_key,
                "number": row.number,
                "decision": decision,
                "overall": words,
                "asked": words,
                "margins": none,
                "edition": 1,
                "sent_at": row.submitted_at,
            }
            for row in rows
            if TaskRef(row.activity_key, row.task_key) in queued
            for is_newest in (row.number == newest[row.person_id, row.activity_key, row.task_key],)
            for decision in (DECISIONS[row.id % len(DECISIONS)] if is_newest else Decision.RETURNED,)
            if decision is not None
        ),
    )


def _add_questions(connection: Connection, programme: Programme, crowd: Crowd) -> None:
    """Everybody asks in the task before the first workshop, where they have not submitted it."""
    workshop = next(one for one in list_weeks(programme=programme) if one.kind is ActivityKind.WORKSHOP)
    (ref,) = list_question_tasks(programme=programme, workshop=workshop)
    assert isinstance(programme.get_task(ref).asks, Questions)
    sent = Submission.__table__.c
    has = set(
        connection.scalars(
            select(sent.person_id).where(sent.activity_key == ref.activity, sent.task_key == ref.task)
        )
    )
    texts = [
        _seal(connection, write_answers(Answers((("question.1", f"How is difficulty {number} told?"),))))
        for number in range(ASKED)
    ]
    _send(
        connection,
        Submission,
        (
            {
                "person_id": person_id,
                "cohort_id": crowd.cohort_id,
                "activity_key": ref.activity,
                "task_key": ref.task,
                "number": 1,
                "answers": texts[person_id % ASKED],
                "question_digest": "crowd",
                "pack_version": programme.version,
                "submitted_at": datetime.now(UTC) - timedelta(minutes=person_id % 5000),
            }
            for person_id in crowd.person_ids
            if person_id not in has
        ),
    )


def _fill_queue(connection: Connection, refs: tuple[TaskRef, ...]) -> None:
    """Put into the trainers' queue what the actions would have put there."""
    ref = Submission.activity_key + "/" + Submission.task_key
    holds = and_(Submission.awaits == Awaited.TRAINER, Submission.settled_at.is_(None))
    newest = (
        select(
            Submission.person_id,
            ref,
            Person.organisation_id,
            Submission.number,
            Submission.submitted_at,
            func.coalesce(cast(Feedback.decision, String), WorkState.WAITING.value),
            case((holds, true()), else_=false()),
        )
        .join(Person, Person.id == Submission.person_id)
        .join(Feedback, Feedback.submission_id == Submission.id, isouter=True)
        .where(IS_NEWEST, ref.in_([write_ref(one) for one in refs]))
    )
    connection.execute(delete(QueuedWork))
    columns = ["person_id", "ref", "organisation_id", "number", "submitted_at", "state", "is_held"]
    connection.execute(insert(QueuedWork).from_select(columns, newest))
