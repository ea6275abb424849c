"""Deeds, looks and exports of one organisation as rows of one trail, newest first, each found by its own statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from lti_app.cohort.records import Cohort
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.deed_words_rules import (
    DEED_WORDS,
    EXPORT_WORDS,
    LOOK_WORDS,
    EventWords,
    list_deeds_of,
    word_unknown,
)
from lti_app.privacy.export_records import CohortExport
from lti_app.privacy.records import Look
from lti_app.privacy.trail_records import TrailLine
from lti_app.privacy.trail_rules import TrailPlace, TrailWish, find_bounds

OF_MANAGER = "line manager "


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event, by numbers alone. `cohort_id` is set for an export of that cohort's states."""

    place: TrailPlace
    words: EventWords
    person_id: int | None = None
    by_person_id: int | None = None
    by_administrator_id: int | None = None
    by_line_manager_id: int | None = None
    by_role: str = ""
    line_manager_id: int | None = None
    cohort_id: int | None = None
    activity_key: str = ""
    subject: str = ""
    reason: str = ""


def list_rows(
    session: Session, *, organisation_id: int, wish: TrailWish, person_id: int | None, most: int
) -> list[TrailRow]:
    """At most so many events, newest first: those of the kind and the day that are wished for, of and by the person."""
    found = [
        *_list_deeds(session, organisation_id, wish, person_id, most),
        *_list_exports(session, organisation_id, wish, person_id, most),
        *_list_looks(session, organisation_id, wish, person_id, most),
    ]
    return sorted(found, key=lambda row: row.place, reverse=True)[:most]


def _list_deeds(
    session: Session, organisation_id: int, wish: TrailWish, person_id: int | None, most: int
) -> Iterator[TrailRow]:
    query = select(TrailLine).where(TrailLine.organisation_id == organisation_id)
    if wish.kind is not None:
        query = query.where(TrailLine.deed.in_([deed.value for deed in list_deeds_of(wish.kind)]))
    if person_id is not None:
        query = query.where(or_(TrailLine.person_id == person_id, TrailLine.by_person_id == person_id))
    for one in session.scalars(_narrow(query, TrailLine, "d", wish, most)):
        known = one.deed in set(Deed)
        yield TrailRow(
            place=TrailPlace(one.at, "d", one.id),
            words=DEED_WORDS[Deed(one.deed)] if known else word_unknown(one.deed),
            person_id=one.person_id,
            by_person_id=one.by_person_id,
            by_administrator_id=one.by_administrator_id,
            line_manager_id=_read_line_manager(one.subject),
            subject=one.subject,
            reason=one.reason or "",
        )


def _list_looks(
    session: Session, organisation_id: int, wish: TrailWish, person_id: int | None, most: int
) -> Iterator[TrailRow]:
    if wish.kind not in {None, LOOK_WORDS.kind}:
        return
    query = select(Look).where(Look.cohort_id.in_(_cohorts(organisation_id)))
    if person_id is not None:
        query = query.where(or_(Look.person_id == person_id, Look.looker_id == person_id))
    for one in session.scalars(_narrow(query, Look, "l", wish, most)):
        tasks = len(one.tasks.split())
        yield TrailRow(
            place=TrailPlace(one.at, "l", one.id),
            words=LOOK_WORDS,
            person_id=one.person_id,
            by_person_id=one.looker_id,
            by_line_manager_id=one.line_manager_id,
            by_role=one.role,
            activity_key=one.activity_key,
            subject=f"{tasks} {'task' if tasks == 1 else 'tasks'}",
        )


def _list_exports(
    session: Session, organisation_id: int, wish: TrailWish, person_id: int | None, most: int
) -> Iterator[TrailRow]:
    if wish.kind not in {None, EXPORT_WORDS.kind}:
        return
    query = select(CohortExport).where(CohortExport.cohort_id.in_(_cohorts(organisation_id)))
    if person_id is not None:
        query = query.where(CohortExport.exporter_id == person_id)
    for one in session.scalars(_narrow(query, CohortExport, "e", wish, most)):
        yield TrailRow(
            place=TrailPlace(one.at, "e", one.id),
            words=EXPORT_WORDS,
            by_person_id=one.exporter_id,
            cohort_id=one.cohort_id,
            subject=f"{one.people:,} {'participant' if one.people == 1 else 'participants'}",
        )


def _cohorts(organisation_id: int) -> Select[int]:
    return select(Cohort.id).where(Cohort.organisation_id == organisation_id)


def _narrow(query: Select[Any], table: Any, source: str, wish: TrailWish, most: int) -> Select[Any]:
    """The query for the day that is wished for, from where the page begins on."""
    if wish.on is not None:
        begins_at, ends_at = find_bounds(wish.on)
        query = query.where(table.at >= begins_at, table.at < ends_at)
    if wish.before is not None:
        query = query.where(_is_before(table, source, wish.before))
    return query.order_by(table.at.desc(), table.id.desc()).limit(most)


def _is_before(table: Any, source: str, place: TrailPlace) -> ColumnElement[bool]:
    earlier: ColumnElement[bool] = table.at < place.at
    if source > place.source:
        return earlier
    if source < place.source:
        return or_(earlier, table.at == place.at)
    return or_(earlier, and_(table.at == place.at, table.id < place.id))


def _read_line_manager(subject: str) -> int | None:
    number = subject.removeprefix(OF_MANAGER)
    return int(number) if number != subject and number.isdigit() else None
