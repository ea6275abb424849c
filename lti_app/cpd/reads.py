"""The records of a person with how the year stands, and one record to work on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lti_app.activity.state_records import list_states
from lti_app.cohort.day_rules import london_day
from lti_app.cpd.records import CpdRecord, find_cpd_record, list_cpd_records
from lti_app.cpd.shape_rules import CpdWords, find_date_fault, list_gaps, load_words
from lti_app.cpd.source_rules import decide_is_source, decide_is_study
from lti_app.cpd.year_rules import Piece, YearStanding, judge_year
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.gate.weeks_rules import name_week
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme, TaskRef


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record in the list; `gaps` is how many fields are still empty."""

    id: int
    title: str
    place: str
    done_on: date | None
    gaps: int
    has_peer: bool
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Work that a record can be begun from; `record_id` where one is begun."""

    ref: TaskRef
    title: str
    place: str
    submitted_at: datetime
    record_id: int | None
    is_study: bool


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """All records, those that can be brought back, the work that another can be begun from, and the year."""

    year: YearStanding
    records: tuple[RecordLine, ...]
    deleted: tuple[RecordLine, ...]
    sources: tuple[SourceLine, ...]
    title: str = "CPD records"

    @property
    def studies(self) -> tuple[SourceLine, ...]:
        """The reflective studies from which no record is begun."""
        return tuple(one for one in self.sources if one.is_study and one.record_id is None)

    @property
    def others(self) -> tuple[SourceLine, ...]:
        """Other writing from which no record is begun."""
        return tuple(one for one in self.sources if not one.is_study and one.record_id is None)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record. `gaps` are the headings of what is still to be filled in.

    `changed_at` is when it was changed in another tab, where that stands in the way of saving `words`.
    """

    id: int
    title: str
    place: str
    words: CpdWords
    version: int
    saved_at: datetime
    gaps: tuple[str, ...]
    date_fault: str | None
    year: YearStanding
    changed_at: datetime | None = None


def get_records_page(*, visit: Visit, programme: Programme, now: datetime) -> RecordsPage:
    """The records of this visit's person."""
    with read_only() as session:
        rows = list_cpd_records(session, person_id=visit.person_id)
        standing = [row for row in rows if row.deleted_at is None]
        begun = {(row.activity_key, row.task_key): row.id for row in standing}
        today = london_day(now)
        return RecordsPage(
            year=_judge_year(standing, today),
            records=tuple(_line_of(row, programme, today) for row in standing),
            deleted=tuple(_line_of(row, programme, today) for row in _list_deleted(rows)),
            sources=_list_sources(session, visit, programme, begun),
        )


def get_record_page(record_id: int, *, visit: Visit, programme: Programme, now: datetime) -> RecordPage:
    """The person's own record of that number. Raises NotHere."""
    today = london_day(now)
    with read_only() as session:
        row = find_cpd_record(session, record_id, person_id=visit.person_id)
        if row is None or row.deleted_at is not None:
            raise NotHere("no such record")
        words = load_words(row.words)
        others = [one for one in list_cpd_records(session, person_id=visit.person_id) if not one.deleted_at]
        return RecordPage(
            id=row.id,
            title=_title_of(row, programme),
            place=_place_of(row, programme),
            words=words,
            version=row.version,
            saved_at=row.saved_at,
            gaps=list_gaps(words, today=today),
            date_fault=find_date_fault(words, today=today),
            year=_judge_year(others, today),
        )


def show_unsaved(page: RecordPage, *, words: CpdWords, changed_at: datetime) -> RecordPage:
    """The page with what was typed and not kept, since the record was changed in another tab."""
    return replace(page, words=words, changed_at=changed_at)


def _list_deleted(rows: list[CpdRecord]) -> list[CpdRecord]:
    """Those that were deleted, the last first."""
    deleted = [(row.deleted_at, row.id, row) for row in rows if row.deleted_at is not None]
    return [row for _, _, row in sorted(deleted, key=lambda one: one[:2], reverse=True)]


def _judge_year(rows: list[CpdRecord], today: date) -> YearStanding:
    all_words = [load_words(row.words) for row in rows]
    return judge_year(
        (
            Piece(words.done_on, bool(words.peer.strip()))
            for words in all_words
            if words.done_on is not None and not list_gaps(words, today=today)
        ),
        today=today,
    )


def _line_of(row: CpdRecord, programme: Programme, today: date) -> RecordLine:
    words = load_words(row.words)
    return RecordLine(
        id=row.id,
        title=_title_of(row, programme),
        place=_place_of(row, programme),
        done_on=words.done_on,
        gaps=len(list_gaps(words, today=today)),
        has_peer=bool(words.peer.strip()),
        saved_at=row.saved_at,
    )


def _title_of(row: CpdRecord, programme: Programme) -> str:
    activity = programme.find_activity(row.activity_key)
    task = activity.find_task(row.task_key) if activity is not None else None
    return task.title if task is not None else "Earlier work"


def _place_of(row: CpdRecord, programme: Programme) -> str:
    activity = programme.find_activity(row.activity_key)
    return name_week(activity) if activity is not None else ""


def _list_sources(
    session: Session, visit: Visit, programme: Programme, begun: dict[tuple[str, str], int]
) -> tuple[SourceLine, ...]:
    sent = {one.ref: one.last_at for one in list_states(session.connection(), visit.person_id).tasks}
    return tuple(
        SourceLine(
            ref,
            task.title,
            name_week(activity),
            sent[ref],
            begun.get((ref.activity, ref.task)),
            decide_is_study(task),
        )
        for activity in programme.activities.values()
        for task in activity.tasks
        if (ref := TaskRef(activity.key, task.key)) in sent and decide_is_source(task)
    )
