"""The line manager's desk: their own people, how far each is, and what waits for the line manager's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress
from lti_app.activity.records import Submission
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Person
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.gate.rules import list_weeks
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import ActivityKey, ActivityKind, Programme, TaskKey, TaskRef
from lti_app.sign_off.desk_records import is_own
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.state_rules import HandedState, Sent, SignedState, Word, list_words
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import list_entry_lines
from lti_app.sign_off.visit_rules import LineManagerVisit


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """One of the line manager's people: weeks done by the participant, and what there is to read and to sign."""

    person_id: int
    name: str
    weeks_done: int
    weeks: int
    words: tuple[Word, ...]

    @property
    def waiting(self) -> tuple[Word, ...]:
        """What waits for the line manager."""
        return tuple(word for word in self.words if word.waits)


def list_desk(*, visit: LineManagerVisit, programme: Programme) -> tuple[DeskPerson, ...]:
    """The people whose confirmed line manager this is, by name; five queries, however many they are."""
    with read_only() as session:
        found = session.execute(
            select(Person.id, Person.names).join(
                LineManagerRecord, (LineManagerRecord.person_id == Person.id) & is_own(visit)
            )
        ).all()
        people = {one.id: read_name(one.names, one.id) for one in found}
        facts = _load(session, people)
    desk = [_person(programme, person_id, name, facts) for person_id, name in people.items()]
    return tuple(sorted(desk, key=lambda one: (one.name.casefold(), one.person_id)))


def get_desk_person(*, visit: LineManagerVisit, programme: Programme, person_id: int) -> DeskPerson:
    """One of the line manager's people. Raises NotHere for anybody else, known or not."""
    with read_only() as session:
        names = session.scalar(
            select(Person.names)
            .join(LineManagerRecord, (LineManagerRecord.person_id == Person.id) & is_own(visit))
            .where(Person.id == person_id)
        )
        if names is None:
            raise NotHere("not this line manager's person")
        name = read_name(names, person_id)
        facts = _load(session, [person_id])
    return _person(programme, person_id, name, facts)


def list_person_words(session: Session, *, programme: Programme, person_id: int) -> tuple[Word, ...]:
    """What there is for a line manager to read and to sign about one person."""
    return _list_words(programme, person_id, _load(session, [person_id]))


@dataclass(frozen=True, slots=True)
class _Facts:
    sent: dict[int, list[Sent]]
    signed: dict[int, list[SignedState]]
    handed: dict[int, HandedState]


def _load(session: Session, people: Iterable[int]) -> _Facts:
    known = list(people)
    facts = _Facts({one: [] for one in known}, {one: [] for one in known}, {})
    sent = session.execute(
        select(
            Submission.person_id,
            Submission.activity_key,
            Submission.task_key,
            func.max(Submission.number),
        )
        .where(Submission.person_id.in_(known))
        .group_by(Submission.person_id, Submission.activity_key, Submission.task_key)
    )
    for person_id, activity_key, task_key, number in sent:
        facts.sent[person_id].append(Sent(TaskRef(ActivityKey(activity_key), TaskKey(task_key)), number))
    signed = session.execute(
        select(
            SignedStatement.person_id,
            SignedStatement.kind,
            SignedStatement.ref,
            SignedStatement.number,
            SignedStatement.signed_at,
            SignedStatement.void_at,
        )
        .where(SignedStatement.person_id.in_(known))
        .order_by(SignedStatement.id)
    )
    for person_id, kind, ref, number, at, void_at in signed:
        facts.signed[person_id].append(SignedState(kind, ref, number, at, void_at))
    handed = select(
        HandedOver.person_id, HandedOver.number, HandedOver.handed_over_at, HandedOver.taken_back_at
    ).where(HandedOver.person_id.in_(known))
    for person_id, number, at, back_at in session.execute(handed.order_by(HandedOver.number)):
        facts.handed[person_id] = HandedState(number, at, back_at)
    return facts


def _person(programme: Programme, person_id: int, name: str, facts: _Facts) -> DeskPerson:
    done = frozenset(one.ref for one in facts.sent[person_id])
    weeks = [one for one in list_weeks(programme=programme) if one.kind is not ActivityKind.WORKSHOP]
    finished = sum(judge_progress(programme=programme, activity=week, done=done).complete for week in weeks)
    words = _list_words(programme, person_id, facts)
    return DeskPerson(person_id, name, finished, len(weeks), words)


def _list_words(programme: Programme, person_id: int, facts: _Facts) -> tuple[Word, ...]:
    return list_words(
        programme=programme,
        asks_entry=any(list_entry_lines(programme)),
        sent=tuple(facts.sent[person_id]),
        signed=tuple(facts.signed[person_id]),
        handed=facts.handed.get(person_id),
    )
