"""How far everybody has come, worked out again from what they have submitted, some people at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import IS_NEWEST, lock_person
from lti_app.activity.records import CompletionRecord, Submission
from lti_app.cohort.records import Person
from lti_app.dashboard.headway_records import HeadwayRecord, record_headway
from lti_app.dashboard.pace_rules import decide_headway_of
from lti_app.database import transaction
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef

PEOPLE_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many people were gone through; `last` is the number of the last of them, None where none is left."""

    people: int
    last: int | None


def rebuild_headway(*, programme: Programme, after: int) -> Rebuilt:
    """Work out anew how far the next people have come.

    It holds each of them for as long as the batch takes: who submits meanwhile waits, and nothing of theirs is lost.
    The trainers' queue is left alone: what was to be the participant's own must not come there by a later pack.
    """
    with transaction() as session:
        people = session.scalars(
            select(Person.id).where(Person.id > after).order_by(Person.id).limit(PEOPLE_AT_ONCE)
        ).all()
        for person_id in people:
            lock_person(session, person_id)
            _rebuild(session, programme, person_id)
    return Rebuilt(len(people), people[-1] if people else None)


def _rebuild(session: Session, programme: Programme, person_id: int) -> None:
    session.execute(delete(HeadwayRecord).where(HeadwayRecord.person_id == person_id))
    done = {
        ref: row.submitted_at
        for row in _list_newest(session, person_id)
        if _is_taught(programme, ref := TaskRef(ActivityKey(row.activity_key), TaskKey(row.task_key)))
    }
    if not done:
        return
    headway = decide_headway_of(
        programme=programme, done=frozenset(done), completed=_list_completed(session, person_id)
    )
    record_headway(session, person_id=person_id, headway=headway, now=max(done.values()))


def _list_newest(session: Session, person_id: int) -> Sequence[Any]:
    return session.execute(
        select(Submission.activity_key, Submission.task_key, Submission.submitted_at).where(
            Submission.person_id == person_id, IS_NEWEST
        )
    ).all()


def _list_completed(session: Session, person_id: int) -> frozenset[ActivityKey]:
    query = select(CompletionRecord.activity_key).where(CompletionRecord.person_id == person_id)
    return frozenset(ActivityKey(key) for key in session.scalars(query))


def _is_taught(programme: Programme, ref: TaskRef) -> bool:
    """Whether the pack still has the task; what is left of one that it has not is evidence, and no week's work."""
    activity = programme.activities.get(ref.activity)
    return activity is not None and activity.find_task(ref.task) is not None
