"""What a participant's and a line manager's notices are decided from, looked up; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from lti_app.activity.records import Submission
from lti_app.activity.state_records import list_states
from lti_app.activity.state_rules import FeedbackState
from lti_app.database import flushed
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import ActivityKey, Programme, Questions, TaskKey, TaskRef
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.state_rules import HandedState, Sent, SignedState, Word, list_words
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import StatementKind, list_entry_lines


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


def load_line_manager_words(
    session: Session, *, programme: Programme, organisation_id: int, address_digest: str
) -> tuple[Word, ...]:
    """Every word of those whose confirmed line manager has that address, given or not; four statements."""
    own = frozenset(
        session.scalars(
            select(LineManagerRecord.person_id).where(
                LineManagerRecord.organisation_id == organisation_id,
                LineManagerRecord.address_digest == address_digest,
                LineManagerRecord.state == NamingState.CONFIRMED,
            )
        )
    )
    sent, signed = _list_sent(session, own), _list_signed(session, own)
    handed = _list_handed(session, own)
    asks_entry = any(list_entry_lines(programme))
    return tuple(
        word
        for one in sorted(own)
        for word in list_words(
            programme=programme,
            asks_entry=asks_entry,
            sent=tuple(sent.get(one, ())),
            signed=tuple(signed.get(one, ())),
            handed=handed.get(one),
        )
    )


def list_refs(programme: Programme, asks: type[Questions]) -> frozenset[TaskRef]:
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
    return or_(false(), *each)


def _list_sent(session: Session, people: frozenset[int]) -> dict[int, list[Sent]]:
    found: dict[int, list[Sent]] = {}
    rows = session.execute(
        select(
            Submission.person_id, Submission.activity_key, Submission.task_key, func.max(Submission.number)
        )
        .where(Submission.person_id.in_(people))
        .group_by(Submission.person_id, Submission.activity_key, Submission.task_key)
    )
    for person_id, activity, task, number in rows:
        found.setdefault(person_id, []).append(Sent(TaskRef(ActivityKey(activity), TaskKey(task)), number))
    return found


def _list_signed(session: Session, people: frozenset[int]) -> dict[int, list[SignedState]]:
    """What was signed of each of them, oldest first."""
    found: dict[int, list[SignedState]] = {}
    rows = session.execute(
        select(
            SignedStatement.person_id,
            SignedStatement.kind,
            SignedStatement.ref,
            SignedStatement.number,
            SignedStatement.signed_at,
            SignedStatement.void_at,
        )
        .where(SignedStatement.person_id.in_(people))
        .order_by(SignedStatement.id)
    )
    for person_id, kind, ref, number, at, void_at in rows:
        found.setdefault(person_id, []).append(SignedState(kind, ref, number, at, void_at))
    return found


def _list_handed(session: Session, people: frozenset[int]) -> dict[int, HandedState]:
    """Each person's portfolio as last handed over."""
    rows = session.execute(
        select(HandedOver.person_id, HandedOver.number, HandedOver.handed_over_at, HandedOver.taken_back_at)
        .where(HandedOver.person_id.in_(people))
        .order_by(HandedOver.number)
    )
    return {person_id: HandedState(number, at, back_at) for person_id, number, at, back_at in rows}


def _write(ref: TaskRef) -> str:
    return f"{ref.activity}/{ref.task}"
