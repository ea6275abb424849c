"""A workshop's run sheet, with what the trainers of a cohort have ticked and noted on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.organisation.place_records import list_filled_places
from lti_app.programme.model import Break, Line, Place, Programme
from lti_app.programme.model import Session as DaySession
from lti_app.programme.places import fill_places
from lti_app.workshop.register_reads import get_workshop
from lti_app.workshop.run_sheet_records import RunSheetNote, list_run_sheet_notes
from lti_app.workshop.run_sheet_rules import WHOLE_SESSION


@dataclass(frozen=True, slots=True)
class MessageLine:
    """An essential message: whether it was conveyed, since when, and what was done instead of the plan."""

    line: Line
    conveyed: bool
    note: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionSheet:
    """One session of the day with its messages, the notes on it, and where the organisation's slides are."""

    session: DaySession
    messages: tuple[MessageLine, ...]
    note: str
    slides: Place | None
    cases: tuple[str, ...]

    @property
    def conveyed(self) -> int:
        """How many of its messages have been conveyed."""
        return sum(one.conveyed for one in self.messages)


@dataclass(frozen=True, slots=True)
class RunSheetPage:
    """The run sheet of a workshop for one cohort."""

    key: str
    title: str
    module: int
    timetable: tuple[DaySession | Break, ...]
    sheets: tuple[SessionSheet, ...]


def get_run_sheet_page(
    *, programme: Programme, organisation_id: int, cohort_id: int, key: str
) -> RunSheetPage:
    """The run sheet, from two queries. Raises NotHere."""
    workshop = get_workshop(programme, key)
    with read_only() as session:
        rows = list_run_sheet_notes(session, cohort_id=cohort_id, workshop_key=workshop.key)
        notes = {(row.session_key, row.message_key): row for row in rows}
        filled = list_filled_places(session.connection(), organisation_id)
        places = {place.key: place for place in fill_places(programme.places, filled)}
        day = workshop.workshop
        return RunSheetPage(
            key=workshop.key,
            title=workshop.title,
            module=workshop.module,
            timetable=day.timetable if day else (),
            sheets=tuple(_sheet_of(programme, one, notes, places) for one in (day.sessions if day else ())),
        )


def get_session(*, programme: Programme, key: str, session_key: str) -> tuple[str, DaySession]:
    """The workshop's own key and one session of its day. Raises NotHere."""
    workshop = get_workshop(programme, key)
    found = workshop.workshop.find_session(session_key) if workshop.workshop else None
    if found is None:
        raise NotHere("no such session")
    return workshop.key, found


def count_conveyed(*, cohort_id: int, workshop_key: str, session: DaySession) -> int:
    """How many of a session's messages have been conveyed in a cohort's workshop."""
    keys = {one.key for one in session.run_sheet.messages}
    with read_only() as reading:
        rows = list_run_sheet_notes(reading, cohort_id=cohort_id, workshop_key=workshop_key)
        return sum(
            row.conveyed and row.session_key == session.key and row.message_key in keys for row in rows
        )


def _sheet_of(
    programme: Programme,
    session: DaySession,
    notes: Mapping[tuple[str, str], RunSheetNote],
    places: Mapping[str, Place],
) -> SessionSheet:
    whole = notes.get((session.key, WHOLE_SESSION))
    sheet = session.run_sheet
    return SessionSheet(
        session=session,
        messages=tuple(_message_of(line, notes.get((session.key, line.key))) for line in sheet.messages),
        note=whole.note if whole else "",
        slides=places.get(sheet.slides or ""),
        cases=tuple(programme.activities[key].title for key in sheet.uses),
    )


def _message_of(line: Line, row: RunSheetNote | None) -> MessageLine:
    if row is None:
        return MessageLine(line, conveyed=False, note="", set_at=None)
    return MessageLine(line, row.conveyed, row.note, row.set_at)
