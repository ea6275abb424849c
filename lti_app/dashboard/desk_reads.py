"""What a line manager sees of their own people: how far each is, and never what they wrote."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Person
from lti_app.dashboard.evidence_records import list_evidence
from lti_app.dashboard.table_rules import (
    ATTENDED,
    COMPLETE,
    NOT_BEGUN,
    NOT_MARKED,
    Evidence,
    describe_week,
    list_week_needs,
)
from lti_app.database import read_only
from lti_app.gate.rules import list_weeks, name_week
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A week, and how far the person is with it, in words."""

    week: str
    title: str
    state: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """One of the line manager's people. Weeks that they have not begun are left out."""

    name: str
    complete: int
    total: int
    lines: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The line manager's desk. `unknown` counts those whom the LMS named and who have never been here."""

    people: tuple[DeskPerson, ...]
    unknown: int


def get_desk_page(*, visit: Visit, programme: Programme) -> DeskPage:
    """The people whom the launch named as this line manager's own, and nobody else, by three queries."""
    with read_only() as session:
        issuer = session.scalars(select(Person.issuer).where(Person.id == visit.person_id)).one()
        people = session.execute(
            select(Person.id, Person.names).where(
                Person.organisation_id == visit.organisation_id,
                Person.issuer == issuer,
                Person.subject.in_(visit.mentored),
                Person.id != visit.person_id,
            )
        ).all()
        ids = [one.id for one in people]
        evidence = list_evidence(session.connection(), ids, cohort_id=None)
    named = [(read_name(one.names, one.id), one.id) for one in people]
    return DeskPage(
        people=tuple(
            _person(programme, name, evidence[person_id])
            for name, person_id in sorted(named, key=lambda one: (one[0].casefold(), one[1]))
        ),
        unknown=len(set(visit.mentored)) - len(people),
    )


def _person(programme: Programme, name: str, evidence: Evidence) -> DeskPerson:
    weeks = list_weeks(programme=programme)
    lines = []
    for week, needs in zip(weeks, list_week_needs(programme=programme, weeks=weeks), strict=True):
        state = describe_week(needs, evidence)
        if state not in {NOT_BEGUN, NOT_MARKED}:
            lines.append(DeskLine(name_week(week), week.title, state, state in {COMPLETE, ATTENDED}))
    return DeskPerson(name, sum(line.is_complete for line in lines), len(weeks), tuple(lines))
