"""The trainer's queue, gathered: the newest version of each piece of writing of the cohort, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from lti_app.activity.records import Submission
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import read_only
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.records import load_wait_choice
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.review.queue_rules import (
    PER_PAGE,
    Choice,
    QueueLine,
    QueueState,
    QueueWish,
    count_pages,
)
from lti_app.review.reading_rules import list_queued
from lti_app.review.records import Feedback
from lti_app.review.work_records import find_member, name_person

MOST_PEOPLE_TO_CHOOSE = 300
"""Above so many people the filter would be no help: their own pages lead to their work."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue. `people` is empty in a cohort too large to choose from; `person_name` is of the wish's."""

    wish: QueueWish
    lines: tuple[QueueLine, ...]
    total: int
    pages: int
    counts: tuple[tuple[QueueState, int], ...]
    activities: tuple[Choice, ...]
    people: tuple[Choice, ...]
    person_name: str
    waits_for_reviews: bool

    def count(self, state: str) -> int:
        """How much of the cohort's work is in that state, whatever the other filters."""
        return dict(self.counts).get(QueueState(state), 0)


def get_queue_page(*, visit: Visit, programme: Programme, wish: QueueWish) -> QueuePage:
    """The page of the queue that is asked for, from five statements whatever the cohort's size."""
    refs = list_queued(programme)
    with read_only() as session:
        counts = _count_states(session, visit, refs, wish)
        total = dict(counts)[wish.state]
        pages = count_pages(total)
        wish = _within(wish, pages)
        rows = session.execute(_select_lines(visit, refs, wish)).all()
        people = _list_people(session, visit)
        named = find_member(session, visit, person_id=wish.person_id) if wish.person_id else None
        person_name = name_person(named) if named is not None else ""
        choice = load_wait_choice(session, cohort_id=visit.cohort_id)
    return QueuePage(
        wish=wish,
        lines=tuple(_line_of(programme, row) for row in rows),
        total=total,
        pages=pages,
        counts=counts,
        activities=_list_activities(programme, refs, wish),
        people=tuple(Choice(str(number), name, number == wish.person_id) for number, name in people),
        person_name=person_name,
        waits_for_reviews=choice.reviews,
    )


def _within(wish: QueueWish, pages: int) -> QueueWish:
    if wish.page <= pages:
        return wish
    return QueueWish(wish.state, wish.activity_key, wish.person_id, wish.held_only, pages)


def _select_work(visit: Visit, refs: tuple[TaskRef, ...], wish: QueueWish, *columns: Any) -> Select[Any]:
    """The newest versions of the cohort's writing with what was said of them, in any state."""
    later = aliased(Submission)
    held = (Submission.awaits == Awaited.TRAINER, Submission.settled_at.is_(None)) if wish.held_only else ()
    keys = [(ref.activity, ref.task) for ref in refs if wish.activity_key in (None, ref.activity)]
    person = (Submission.person_id == wish.person_id,) if wish.person_id else ()
    return (
        select(*columns)
        .select_from(Submission)
        .join(Membership, Membership.person_id == Submission.person_id)
        .join(
            later,
            and_(
                later.person_id == Submission.person_id,
                later.activity_key == Submission.activity_key,
                later.task_key == Submission.task_key,
                later.number > Submission.number,
            ),
            isouter=True,
        )
        .join(Feedback, Feedback.submission_id == Submission.id, isouter=True)
        .where(
            later.id.is_(None),
            Membership.cohort_id == visit.cohort_id,
            Membership.role == Role.PARTICIPANT,
            Membership.left_at.is_(None),
            Membership.standing == Standing.TAKING_PART,
            tuple_(Submission.activity_key, Submission.task_key).in_(keys),
            *held,
            *person,
        )
    )


def _count_states(
    session: Session, visit: Visit, refs: tuple[TaskRef, ...], wish: QueueWish
) -> tuple[tuple[QueueState, int], ...]:
    query = _select_work(visit, refs, wish, Feedback.decision, func.count()).group_by(Feedback.decision)
    found: dict[Decision | None, int] = {row[0]: row[1] for row in session.execute(query)}
    return (
        (QueueState.WAITING, found.get(None, 0)),
        (QueueState.RETURNED, found.get(Decision.RETURNED, 0)),
        (QueueState.ACCEPTED, found.get(Decision.ACCEPTED, 0)),
        (QueueState.ALL, sum(found.values())),
    )


def _select_lines(visit: Visit, refs: tuple[TaskRef, ...], wish: QueueWish) -> Select[Any]:
    query = _select_work(
        visit,
        refs,
        wish,
        Submission.person_id,
        Submission.activity_key,
        Submission.task_key,
        Submission.number,
        Submission.submitted_at,
        Submission.awaits,
        Submission.settled_at,
        Feedback.decision,
        Feedback.sent_at,
        Feedback.seen_at,
        Person.names,
    ).join(Person, Person.id == Submission.person_id)
    return (
        query.where(*_state_conditions(wish.state))
        .order_by(Submission.submitted_at, Submission.id)
        .limit(PER_PAGE)
        .offset((wish.page - 1) * PER_PAGE)
    )


def _state_conditions(state: QueueState) -> tuple[ColumnElement[bool], ...]:
    match state:
        case QueueState.WAITING:
            return (Feedback.id.is_(None),)
        case QueueState.RETURNED:
            return (Feedback.decision == Decision.RETURNED,)
        case QueueState.ACCEPTED:
            return (Feedback.decision == Decision.ACCEPTED,)
        case QueueState.ALL:
            return ()


def _line_of(programme: Programme, row: Any) -> QueueLine:
    ref = TaskRef(ActivityKey(row.activity_key), TaskKey(row.task_key))
    return QueueLine(
        person_id=row.person_id,
        person_name=read_name(row.names, row.person_id),
        ref=ref,
        title=programme.get_task(ref).title,
        activity_title=programme.activities[ref.activity].title,
        number=row.number,
        submitted_at=row.submitted_at,
        holds=row.awaits is Awaited.TRAINER and row.settled_at is None,
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
