"""How far everybody has come and what is complete, worked out again from the evidence, some people at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import IS_NEWEST
from lti_app.activity.records import CompletionRecord, Submission
from lti_app.activity.settling_records import settle_progress
from lti_app.activity.state_records import list_states
from lti_app.cohort.records import Person
from lti_app.dashboard.headway_records import HeadwayRecord, record_headway
from lti_app.dashboard.pace_rules import decide_headway_of
from lti_app.database import flushed, transaction
from lti_app.gate.facts_records import list_marked
from lti_app.gate.records import GivenSignOff
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef
from lti_app.workshop.attendance_rules import ATTENDING
from lti_app.workshop.records import Attendance

PEOPLE_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many people were gone through; `last` is the number of the last of them, None where none is left."""

    people: int
    last: int | None


def rebuild_progress(*, programme: Programme, after: int, now: datetime) -> Rebuilt:
    """Work out anew how far the next people have come, and keep and queue what is complete by the pack as it is now:
    one that asks for less than it did completes what nobody would otherwise touch again.

    It holds each of them for as long as the batch takes: who submits meanwhile waits, and nothing of theirs is lost.
    The trainers' queue is left alone: what was to be the participant's own must not come there by a later pack.
    """
    with transaction() as session:
        people = session.scalars(
            select(Person.id)
            .where(Person.id > after)
            .order_by(Person.id)
            .limit(PEOPLE_AT_ONCE)
            .with_for_update(key_share=True)
        ).all()
        session.execute(delete(HeadwayRecord).where(HeadwayRecord.person_id.in_(people)))
        completed = _list_completed(session, people)
        for person_id, done in _list_done(session, programme, people).items():
            headway = decide_headway_of(
                programme=programme, done=frozenset(done), completed=frozenset(completed.get(person_id, ()))
            )
            record_headway(session, person_id=person_id, headway=headway, now=max(done.values()))
        for person_id in people:
            _settle(session, programme, person_id, now)
    return Rebuilt(len(people), people[-1] if people else None)


def _settle(session: Session, programme: Programme, person_id: int, now: datetime) -> None:
    attended = session.scalars(
        select(Attendance.workshop_key).where(
            Attendance.person_id == person_id,
            Attendance.undone_at.is_(None),
            Attendance.presence.in_(ATTENDING),
        )
    )
    signed = session.scalars(
        select(GivenSignOff.sign_off).where(
            GivenSignOff.person_id == person_id, GivenSignOff.void_at.is_(None)
        )
    )
    marked = list_marked(attended=[ActivityKey(key) for key in attended], signed=frozenset(signed))
    counted = list_states(flushed(session), person_id).counted | marked
    if counted:
        activities = tuple(programme.activities.values())
        settle_progress(
            session, programme=programme, person_id=person_id, touched=activities, counted=counted, now=now
        )


def _list_done(
    session: Session, programme: Programme, people: Sequence[int]
) -> dict[int, dict[TaskRef, datetime]]:
    """What each of them has submitted, and when last."""
    found: dict[int, dict[TaskRef, datetime]] = {}
    query = select(
        Submission.person_id, Submission.activity_key, Submission.task_key, Submission.submitted_at
    ).where(Submission.person_id.in_(people), IS_NEWEST)
    for row in session.execute(query):
        ref = TaskRef(ActivityKey(row.activity_key), TaskKey(row.task_key))
        if _is_taught(programme, ref):
            found.setdefault(row.person_id, {})[ref] = row.submitted_at
    return found


def _list_completed(session: Session, people: Sequence[int]) -> dict[int, set[ActivityKey]]:
    found: dict[int, set[ActivityKey]] = {}
    query = select(CompletionRecord.person_id, CompletionRecord.activity_key).where(
        CompletionRecord.person_id.in_(people)
    )
    for person_id, key in session.execute(query):
        found.setdefault(person_id, set()).add(ActivityKey(key))
    return found


def _is_taught(programme: Programme, ref: TaskRef) -> bool:
    """Whether the pack still has the task; what is left of one that it has not is evidence, and no week's work."""
    activity = programme.activities.get(ref.activity)
    return activity is not None and activity.find_task(ref.task) is not None
