"""What the words that a line manager reads and signs are decided from, looked up for any number of people at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_app.activity.records import Submission
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.sign_off.state_rules import HandedState, Sent, SignedState, WordFacts
from lti_app.sign_off.statement_records import SignedStatement


def load_word_facts(session: Session, people: Collection[int]) -> dict[int, WordFacts]:
    """What each of these people sent and handed over last, and what was signed of it; three statements."""
    sent, signed = _list_sent(session, people), _list_signed(session, people)
    handed = _list_handed(session, people)
    return {
        one: WordFacts(tuple(sent.get(one, ())), tuple(signed.get(one, ())), handed.get(one))
        for one in people
    }


def _list_sent(session: Session, people: Collection[int]) -> dict[int, list[Sent]]:
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


def _list_signed(session: Session, people: Collection[int]) -> dict[int, list[SignedState]]:
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


def _list_handed(session: Session, people: Collection[int]) -> dict[int, HandedState]:
    """Each person's portfolio as last handed over."""
    rows = session.execute(
        select(HandedOver.person_id, HandedOver.number, HandedOver.handed_over_at, HandedOver.taken_back_at)
        .where(HandedOver.person_id.in_(people))
        .order_by(HandedOver.number)
    )
    return {person_id: HandedState(number, at, back_at) for person_id, number, at, back_at in rows}
