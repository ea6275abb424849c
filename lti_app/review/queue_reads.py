"""The trainer's queue, gathered: the newest version of each piece of writing of the cohort, oldest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.gate.records import load_wait_choice
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme, TaskRef
from lti_app.review.queue_line_records import Line, count_queue, list_queue
from lti_app.review.queue_rules import (
    MOST_COUNTED,
    PER_PAGE,
    Choice,
    QueueLine,
    QueueState,
    QueueWish,
    count_pages,
    read_ref,
    sum_counts,
)
from lti_app.review.reading_rules import list_queued
from lti_app.review.work_records import find_member, name_person

MOST_PEOPLE_TO_CHOOSE = 300
"""Above so many people the filter would be no help: their own pages lead to their work."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue. `people` is empty in a cohort too large to choose from; `person_name` is of the wish's.

    `counts` go as far as `MOST_COUNTED`; `pages` is 0 where it is not known how many there are.
    """

    wish: QueueWish
    lines: tuple[QueueLine, ...]
    pages: int
    has_next: bool
    counts: tuple[tuple[QueueState, int], ...]
    activities: tuple[Choice, ...]
    people: tuple[Choice, ...]
    person_name: str
    waits_for_reviews: bool

    def count(self, state: QueueState) -> str:
        """How much of the cohort's work that the other filters find is in that state, in words."""
        number = dict(self.counts)[state]
        return f"{number:,} or more" if number >= MOST_COUNTED else f"{number:,}"


def get_queue_page(*, visit: Visit, programme: Programme, wish: QueueWish) -> QueuePage:
    """The page of the queue that is asked for, from four or five statements whatever the cohort's size."""
    line = Line(visit.organisation_id, visit.cohort_id, list_queued(programme))
    with read_only() as session:
        counts = sum_counts(count_queue(session, line, wish))
        total = dict(counts)[wish.state]
        pages = count_pages(total) if total < MOST_COUNTED else 0
        if pages and wish.page > pages:
            wish = replace(wish, page=pages)
        rows = list_queue(session, line, wish)
        people = _list_people(session, visit)
        named = find_member(session, visit, person_id=wish.person_id) if wish.person_id else None
        person_name = name_person(named) if named is not None else ""
        choice = load_wait_choice(session, cohort_id=visit.cohort_id)
    return QueuePage(
        wish=wish,
        lines=tuple(_line_of(programme, row) for row in rows[:PER_PAGE]),
        pages=pages,
        has_next=len(rows) > PER_PAGE,
        counts=counts,
        activities=_list_activities(programme, line.refs, wish),
        people=tuple(Choice(str(number), name, number == wish.person_id) for number, name in people),
        person_name=person_name,
        waits_for_reviews=choice.reviews,
    )


def _line_of(programme: Programme, row: Any) -> QueueLine:
    ref = read_ref(row.ref)
    return QueueLine(
        person_id=row.person_id,
        person_name=read_name(row.names, row.person_id),
        ref=ref,
        title=programme.get_task(ref).title,
        activity_title=programme.activities[ref.activity].title,
        number=row.number,
        submitted_at=row.submitted_at,
        holds=row.is_held,
        decision=row.decision,
        decided_at=row.sent_at,
        is_seen=row.seen_at is not None,
    )


def _list_people(session: Session, visit: Visit) -> list[tuple[int, str]]:
    """The cohort's participants by name; none where they are too many to choose from."""
    rows = session.execute(
        select(Person.id, Person.names)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.cohort_id == visit.cohort_id,
            Membership.role == Role.PARTICIPANT,
            Membership.left_at.is_(None),
            Membership.standing == Standing.TAKING_PART,
        )
        .limit(MOST_PEOPLE_TO_CHOOSE + 1)
    ).all()
    if len(rows) > MOST_PEOPLE_TO_CHOOSE:
        return []
    return sorted(
        ((row.id, read_name(row.names, row.id)) for row in rows), key=lambda pair: pair[1].casefold()
    )


def _list_activities(programme: Programme, refs: tuple[TaskRef, ...], wish: QueueWish) -> tuple[Choice, ...]:
    keys = dict.fromkeys(ref.activity for ref in refs)
    return tuple(
        Choice(one.key, _title(one.week, one.module, one.title), one.key == wish.activity_key)
        for one in programme.activities.values()
        if one.key in keys
    )


def _title(week: int | None, module: int, title: str) -> str:
    return f"Module {module}: {title}" if week is None else f"Module {module}, week {week}: {title}"
