"""Where one person stands in every task: submitted, drafted and complete, looked up by one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal_column, select, union_all

from lti_app.activity.records import COUNTS, CompletionRecord, Draft, Submission
from lti_app.activity.state_rules import DoneTask, DraftState, FeedbackState, PersonStates
from lti_app.database import Base, Instant
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.review.records import Feedback
from lti_app.statements import Statement, Way

_SENT, _DRAFTS, _COMPLETED, _FEEDBACK = (
    Base.metadata.tables[one.__tablename__] for one in (Submission, Draft, CompletionRecord, Feedback)
)
_DECISIONS = frozenset(one.value for one in Decision)
_ZERO: ColumnElement[int] = literal_column("0")
_STATES = Statement(
    union_all(
        select(
            literal_column("'done'").label("what"),
            _SENT.c.activity_key,
            _SENT.c.task_key,
            func.min(_SENT.c.submitted_at, type_=Instant).label("first_at"),
            func.max(_SENT.c.submitted_at, type_=Instant).label("last_at"),
            func.max(_SENT.c.number).label("number"),
            func.max(case((COUNTS, 1), else_=0)).label("counts"),
        )
        .where(_SENT.c.person_id == bindparam("person_id"))
        .group_by(_SENT.c.activity_key, _SENT.c.task_key),
        select(
            literal_column("'drafted'"),
            _DRAFTS.c.activity_key,
            _DRAFTS.c.task_key,
            *(_DRAFTS.c.saved_at, _DRAFTS.c.saved_at, _ZERO, _ZERO),
        ).where(_DRAFTS.c.person_id == bindparam("person_id")),
        select(
            literal_column("'completed'"),
            _COMPLETED.c.activity_key,
            literal_column("''"),
            *(_COMPLETED.c.completed_at, _COMPLETED.c.completed_at, _ZERO, _ZERO),
        ).where(_COMPLETED.c.person_id == bindparam("person_id")),
        select(
            case((_FEEDBACK.c.decision == Decision.RETURNED, "returned"), else_="accepted"),
            _FEEDBACK.c.activity_key,
            _FEEDBACK.c.task_key,
            *(_FEEDBACK.c.sent_at, _FEEDBACK.c.sent_at, _FEEDBACK.c.number),
            case((_FEEDBACK.c.seen_at.is_(None), 0), else_=1),
        ).where(_FEEDBACK.c.person_id == bindparam("person_id")),
    )
)
"""Four short lists by one statement, as each page of a participant asks for all of them."""


def list_states(connection: Way, person_id: int) -> PersonStates:
    """Where the person stands in every task, in whatever cohort: submitted, drafted, and what is complete."""
    rows = _STATES.rows(connection, person_id=person_id)
    return PersonStates(
        tasks=tuple(
            DoneTask(_ref_of(row), row.first_at, row.last_at, row.number, bool(row.counts))
            for row in rows
            if row.what == "done"
        ),
        drafts=tuple(DraftState(_ref_of(row), row.last_at) for row in rows if row.what == "drafted"),
        completed=frozenset(ActivityKey(row.activity_key) for row in rows if row.what == "completed"),
        feedback=tuple(
            FeedbackState(_ref_of(row), row.number, Decision(row.what), row.last_at, bool(row.counts))
            for row in rows
            if row.what in _DECISIONS
        ),
    )


def _ref_of(row: Any) -> TaskRef:
    return TaskRef(ActivityKey(row.activity_key), TaskKey(row.task_key))
