"""What a participant's and a line manager's notices are decided from, looked up; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from lti_app.activity.records import Submission
from lti_app.activity.state_records import list_states
from lti_app.activity.state_rules import FeedbackState
from lti_app.database import flushed
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import Awaited, GateFacts
from lti_app.notices.work_rules import LineManagerFacts, SentTask, count_line_manager_work
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import (
    ActivityKey,
    Agreement,
    Discussion,
    Programme,
    Questions,
    TaskKey,
    TaskRef,
)
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import StatementKind


@dataclass(frozen=True, slots=True)
class ParticipantFacts:
    """What is so for one participant."""

    gate: GateFacts
    feedback: tuple[FeedbackState, ...]
    sent_back: frozenset[TaskRef]


_LATER = aliased(Submission)
IS_NEWEST: ColumnElement[bool] = (
    ~select(_LATER.id)
    .where(
        _LATER.person_id == Submission.person_id,
        _LATER.activity_key == Submission.activity_key,
        _LATER.task_key == Submission.task_key,
        _LATER.number > Submission.number,
    )
    .exists()
)


def load_participant_facts(
    session: Session, *, programme: Programme, person_id: int, cohort_id: int, today: date
) -> ParticipantFacts:
    """What is so for that participant on `today`, by three statements."""
    states = list_states(flushed(session), person_id)
    gate = load_facts(
        flushed(session),
        programme=programme,
        person_id=person_id,
        cohort_id=cohort_id,
        states=states,
        today=today,
    )
    numbers = {(_write(one.ref), one.number): one.ref for one in states.tasks}
    rows = session.execute(
        select(SignedStatement.ref, SignedStatement.number).where(
            SignedStatement.person_id == person_id,
            SignedStatement.kind == StatementKind.SENT_BACK,
            SignedStatement.void_at.is_(None),
        )
    )
    sent_back = frozenset(numbers[ref, number] for ref, number in rows if (ref, number) in numbers)
    return ParticipantFacts(gate, states.last_feedback, sent_back - states.counted)


def load_line_manager_facts(
    session: Session,
    *,
    programme: Programme,
    organisation_id: int,
    address_digest: str,
    people: Collection[int] | None = None,
) -> LineManagerFacts:
    """What waits of those whose confirmed line manager has that address, or of `people` of them; four statements."""
    query = select(LineManagerRecord.person_id).where(
        LineManagerRecord.organisation_id == organisation_id,
        LineManagerRecord.address_digest == address_digest,
        LineManagerRecord.state == NamingState.CONFIRMED,
    )
    if people is not None:
        query = query.where(LineManagerRecord.person_id.in_(people))
    own = frozenset(session.scalars(query))
    signed = session.execute(
        select(
            SignedStatement.person_id, SignedStatement.kind, SignedStatement.ref, SignedStatement.number
        ).where(SignedStatement.person_id.in_(own), SignedStatement.void_at.is_(None))
    )
    return count_line_manager_work(
        people=own,
        signed=frozenset((person_id, kind, ref, number) for person_id, kind, ref, number in signed),
        sent=_list_sent(session, programme, own),
        handed=_list_handed(session, own),
    )


def list_refs(programme: Programme, asks: type[Questions | Agreement | Discussion]) -> frozenset[TaskRef]:
    """The tasks of the programme that ask for that."""
    return frozenset(
        TaskRef(activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if isinstance(task.asks, asks)
    )


def is_of(refs: Iterable[TaskRef]) -> ColumnElement[bool]:
    """Whether a submission is of one of those tasks."""
    each = (and_(Submission.activity_key == ref.activity, Submission.task_key == ref.task) for ref in refs)
    return or_(*each, Submission.id < 0)


def _list_sent(session: Session, programme: Programme, people: frozenset[int]) -> tuple[SentTask, ...]:
    """Each agreement and discussion of those people, as last submitted."""
    agreements, discussions = list_refs(programme, Agreement), list_refs(programme, Discussion)
    rows = session.execute(
        select(
            Submission.person_id,
            Submission.activity_key,
            Submission.task_key,
            Submission.number,
            and_(Submission.awaits == Awaited.LINE_MANAGER, Submission.settled_at.is_(None)),
        ).where(Submission.person_id.in_(people), is_of(agreements | discussions), IS_NEWEST)
    )
    return tuple(
        SentTask(
            person_id=person_id,
            ref=f"{activity}/{task}",
            number=number,
            is_agreement=TaskRef(ActivityKey(activity), TaskKey(task)) in agreements,
            is_awaited=bool(is_awaited),
        )
        for person_id, activity, task, number, is_awaited in rows
    )


def _list_handed(session: Session, people: frozenset[int]) -> dict[int, int]:
    """The number of each person's portfolio as last handed over, unless it was taken back."""
    rows = session.execute(
        select(HandedOver.person_id, HandedOver.number, HandedOver.taken_back_at)
        .where(HandedOver.person_id.in_(people))
        .order_by(HandedOver.number)
    ).all()
    last = {person_id: (number, taken_back_at) for person_id, number, taken_back_at in rows}
    return {person_id: number for person_id, (number, taken_back_at) in last.items() if taken_back_at is None}


def _write(ref: TaskRef) -> str:
    return f"{ref.activity}/{ref.task}"
