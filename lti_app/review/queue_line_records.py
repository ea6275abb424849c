"""The part of the trainers' queue that a cohort's trainers read: counted, and a page of it cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.programme.model import TaskRef
from lti_app.review.queue_records import QueuedWork
from lti_app.review.queue_rules import MOST_COUNTED, PER_PAGE, QueueState, QueueWish, WorkState, write_ref
from lti_app.review.records import Feedback


@dataclass(frozen=True, slots=True)
class Line:
    """Whose work a cohort's trainers read: that of its participants, for the tasks that they may read today."""

    organisation_id: int
    cohort_id: int
    refs: tuple[TaskRef, ...]


def count_queue(session: Session, line: Line, wish: QueueWish) -> dict[WorkState, int]:
    """How much of the cohort's writing is in each state, as far as `MOST_COUNTED` and no further."""
    each = [
        select(func.count()).select_from(_select(line, wish, state).limit(MOST_COUNTED).subquery())
        for state in WorkState
    ]
    numbers = session.execute(select(*(one.scalar_subquery() for one in each))).one()
    return dict(zip(WorkState, numbers, strict=True))


def list_queue(session: Session, line: Line, wish: QueueWish) -> Sequence[Any]:
    """A page of the queue, oldest first, and one more where there is another page.

    The page is cut before names and feedback are looked up, which is then done for its people alone.
    """
    state = None if wish.state is QueueState.ALL else WorkState(wish.state.value)
    cut = (
        _select(line, wish, state)
        .order_by(QueuedWork.submitted_at, QueuedWork.person_id, QueuedWork.ref)
        .limit(PER_PAGE + 1)
        .offset((wish.page - 1) * PER_PAGE)
        .subquery()
    )
    of_cut = and_(QueuedWork.person_id == cut.c.person_id, QueuedWork.ref == cut.c.ref)
    said = and_(
        Feedback.person_id == QueuedWork.person_id,
        Feedback.activity_key + "/" + Feedback.task_key == QueuedWork.ref,
        Feedback.number == QueuedWork.number,
    )
    return session.execute(
        select(QueuedWork.__table__, Feedback.decision, Feedback.sent_at, Feedback.seen_at, Person.names)
        .select_from(cut)
        .join(QueuedWork, of_cut)
        .join(Person, Person.id == QueuedWork.person_id)
        .join(Feedback, said, isouter=True)
        .order_by(QueuedWork.submitted_at, QueuedWork.person_id, QueuedWork.ref)
    ).all()


def _select(line: Line, wish: QueueWish, state: WorkState | None) -> Select[int, str]:
    """The writing of the cohort's participants that a wish asks for, in that state; None for any.

    It is found by walking along the organisation's queue, which stops as soon as there is enough.
    """
    members = select(Membership.person_id).where(
        Membership.cohort_id == line.cohort_id,
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        Membership.standing == Standing.TAKING_PART,
    )
    chosen = [write_ref(ref) for ref in line.refs if wish.activity_key in (None, ref.activity)]
    query = select(QueuedWork.person_id, QueuedWork.ref).where(
        QueuedWork.ref.in_(chosen), QueuedWork.person_id.in_(members)
    )
    if wish.person_id is None:
        query = query.where(QueuedWork.organisation_id == line.organisation_id)
    else:
        # A person's own work is found by their number, which SQLite does only where it has nothing to walk along.
        query = query.where(QueuedWork.person_id == wish.person_id)
    if state is not None:
        query = query.where(QueuedWork.state == state)
    return query.where(QueuedWork.is_held) if wish.held_only else query
