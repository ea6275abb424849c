"""The names that the audit trail needs, each table asked once: people, administrators, line managers, cohorts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.administration.records import Administrator
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Cohort, Person
from lti_app.privacy.trail_rows_records import TrailRow
from lti_app.sign_off.naming_records import LineManagerRecord


@dataclass(frozen=True, slots=True)
class TrailNames:
    """Names by number."""

    people: Mapping[int, str]
    administrators: Mapping[int, str]
    managers: Mapping[int, str]
    cohorts: Mapping[int, str]

    def name_person(self, person_id: int | None) -> str | None:
        """A person's name, or their number where none is shared; None for nobody."""
        if person_id is None:
            return None
        return self.people.get(person_id) or f"Person {person_id}"

    def name_line_manager(self, line_manager_id: int | None) -> str | None:
        """A line manager's name; None where they are not known any more."""
        return self.managers.get(line_manager_id) if line_manager_id is not None else None

    def name_doer(self, row: TrailRow) -> str | None:
        """Who did it, with what they are where their name does not say it; None where nobody is known to have."""
        if row.by_administrator_id is not None:
            name = self.administrators.get(row.by_administrator_id)
            return f"{name} (administrator)" if name else None
        name = self.name_person(row.by_person_id) or self.name_line_manager(row.by_line_manager_id)
        return f"{name} ({row.by_role})" if name and row.by_role else name

    def name_cohort(self, row: TrailRow) -> str:
        """How many people of which cohort an export held."""
        return f"{row.subject} of {self.cohorts.get(row.cohort_id or 0) or 'a course without a title'}"


def load_names(session: Session, rows: Iterable[TrailRow]) -> TrailNames:
    """The names of everybody and everything that the rows speak of; four statements for any number."""
    rows = tuple(rows)
    people = {one for row in rows for one in (row.person_id, row.by_person_id) if one is not None}
    managers = {
        one for row in rows for one in (row.line_manager_id, row.by_line_manager_id) if one is not None
    }
    kept = _load(session, Person.id, Person.names, people)
    return TrailNames(
        people={number: read_full_name(names) for number, names in kept.items()},
        administrators=_load(
            session, Administrator.id, Administrator.name, {row.by_administrator_id for row in rows}
        ),
        managers=_load(session, LineManagerRecord.id, LineManagerRecord.name, managers),
        cohorts=_load(session, Cohort.id, Cohort.title, {row.cohort_id for row in rows}),
    )


def _load(session: Session, key: Any, name: Any, numbers: set[Any]) -> dict[int, str]:
    rows = session.execute(select(key, name).where(key.in_(numbers - {None})))
    return {row[0]: row[1] for row in rows}
