"""The line manager's desk: their own people, how far each is, and what waits for the line manager's word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Person
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.gate.rules import list_weeks
from lti_app.programme.model import ActivityKind, Programme
from lti_app.sign_off.desk_records import is_own
from lti_app.sign_off.facts_records import load_word_facts
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.state_rules import Word, WordFacts, list_words
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
        facts = load_word_facts(session, people)
    desk = [_person(programme, person_id, name, facts[person_id]) for person_id, name in people.items()]
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
        facts = load_word_facts(session, [person_id])[person_id]
    return _person(programme, person_id, name, facts)


def list_person_words(session: Session, *, programme: Programme, person_id: int) -> tuple[Word, ...]:
    """What there is for a line manager to read and to sign about one person."""
    return list_words(programme=programme, facts=load_word_facts(session, [person_id])[person_id])


def _person(programme: Programme, person_id: int, name: str, facts: WordFacts) -> DeskPerson:
    done = frozenset(one.ref for one in facts.sent)
    weeks = [one for one in list_weeks(programme=programme) if one.kind is not ActivityKind.WORKSHOP]
    finished = sum(judge_progress(programme=programme, activity=week, done=done).complete for week in weeks)
    words = list_words(programme=programme, facts=facts)
    return DeskPerson(person_id, name, finished, len(weeks), words)
