"""What a participant's and a line manager's notices are decided from, looked up; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from lti_app.activity.records import Submission
from lti_app.activity.state_records import list_states
from lti_app.activity.state_rules import FeedbackState
from lti_app.database import flushed
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.programme.model import Programme, Questions, TaskRef
from lti_app.sign_off.facts_records import load_word_facts
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.state_rules import Word, list_words
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import StatementKind


@dataclass(frozen=True, slots=True)
class ParticipantFacts:
    """What is so for one participant."""

    gate: GateFacts
    feedback: tuple[FeedbackState, ...]
    sent_back: frozenset[TaskRef]


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
    facts = load_word_facts(session, own)
    return tuple(word for one in sorted(own) for word in list_words(programme=programme, facts=facts[one]))


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


def _write(ref: TaskRef) -> str:
    return f"{ref.activity}/{ref.task}"
