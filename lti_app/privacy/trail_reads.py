"""The audit trail as administrators read it: deeds, looks and exports of their organisation, in sentences.

Nothing that a participant wrote is in it. A page takes the same number of statements whatever it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Person
from lti_app.dashboard.table_records import unseal_name
from lti_app.dashboard.table_rules import fold_name
from lti_app.database import read_only
from lti_app.privacy.deed_words_rules import say_event
from lti_app.privacy.trail_names_reads import TrailNames, load_names
from lti_app.privacy.trail_rows_records import TrailRow, list_rows
from lti_app.privacy.trail_rules import PAGE_SIZE, TrailPlace, TrailWish, write_place
from lti_app.programme.model import Programme
from lti_app.secret_text import read_secret

MOST_NAMESAKES = 20
EXPORT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """What happened, and when. `reason` is in the words of whoever did it; `person_id` is whose matter it is."""

    at: datetime
    sentence: str
    reason: str
    person_id: int | None
    person: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail. `person` is who it is narrowed to, `namesakes` who could be meant, `older` the next page."""

    entries: tuple[TrailEntry, ...]
    wish: TrailWish
    person: tuple[int, str] | None
    namesakes: tuple[tuple[int, str], ...]
    older: str | None
    title: str = "Audit trail"


def get_trail_page(*, organisation_id: int, programme: Programme, wish: TrailWish) -> TrailPage:
    """The page that is wished for; without entries where a name fits nobody, or several."""
    with read_only() as session:
        found = _find_people(session, organisation_id, wish)
        person = found[0] if len(found) == 1 else None
        if wish.fault or (wish.who and person is None):
            return TrailPage((), wish, None, found, None)
        rows = list_rows(
            session,
            organisation_id=organisation_id,
            wish=wish,
            person_id=person[0] if person else None,
            most=PAGE_SIZE + 1,
        )
        shown = rows[:PAGE_SIZE]
        entries = _tell(session, programme, shown)
    older = write_place(shown[-1].place) if len(rows) > PAGE_SIZE else None
    return TrailPage(entries, wish, person, (), older)


def list_trail_entries(
    *, organisation_id: int, programme: Programme, wish: TrailWish, person_id: int | None
) -> Iterator[TrailEntry]:
    """Every entry that is wished for, newest first, some hundreds at a time."""
    before: TrailPlace | None = None
    while True:
        with read_only() as session:
            rows = list_rows(
                session,
                organisation_id=organisation_id,
                wish=wish.since(before),
                person_id=person_id,
                most=EXPORT_AT_ONCE,
            )
            entries = _tell(session, programme, rows)
        yield from entries
        if len(rows) < EXPORT_AT_ONCE:
            return
        before = rows[-1].place


def _find_people(session: Session, organisation_id: int, wish: TrailWish) -> tuple[tuple[int, str], ...]:
    """Who of the organisation can be meant by a number or by part of a name, by name; nobody where none was typed."""
    if not wish.who:
        return ()
    query = select(Person.id, type_coerce(Person.names, Text)).where(
        Person.organisation_id == organisation_id
    )
    if wish.number is not None:
        query = query.where(Person.id == wish.number)
    wanted = fold_name(wish.who)
    sealed = {row[0]: row[1] for row in session.execute(query)}
    folded = {person_id: unseal_name(names)[1] for person_id, names in sealed.items()}
    found = [one for one in sealed if wish.number is not None or wanted in folded[one]]
    found = sorted(found, key=lambda one: (folded[one], one))[:MOST_NAMESAKES]
    return tuple((one, read_full_name(read_secret(sealed[one])) or f"Person {one}") for one in found)


def _tell(session: Session, programme: Programme, rows: list[TrailRow]) -> tuple[TrailEntry, ...]:
    names = load_names(session, rows)
    return tuple(_tell_one(row, names, programme) for row in rows)


def _tell_one(row: TrailRow, names: TrailNames, programme: Programme) -> TrailEntry:
    activity = programme.find_activity(row.activity_key) if row.activity_key else None
    subject = row.subject
    if row.activity_key:
        subject = f"{activity.title if activity else row.activity_key}, {row.subject}"
    sentence = say_event(
        row.words,
        by=names.name_doer(row),
        person=names.name_person(row.person_id),
        manager=names.name_line_manager(row.line_manager_id),
        subject=names.name_cohort(row) if row.cohort_id else subject,
        reason=row.reason,
    )
    tells_itself = "{reason}" in row.words.sentence
    return TrailEntry(
        at=row.place.at,
        sentence=sentence,
        reason="" if tells_itself else row.reason,
        person_id=row.person_id,
        person=names.name_person(row.person_id) or "",
    )
