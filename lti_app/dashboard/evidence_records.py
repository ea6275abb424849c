"""What stands of some people, and when each step of one of them was taken: states alone, never a word or a draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, String, case, cast, func, literal, select, union_all

from lti_app.activity.records import COUNTS, CompletionRecord, Submission
from lti_app.dashboard.table_rules import Evidence
from lti_app.database import Instant
from lti_app.gate.facts_rules import mark_attended
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.workshop.attendance_rules import ATTENDING
from lti_app.workshop.records import Attendance


@dataclass(frozen=True, slots=True)
class Step:
    """A task that somebody has submitted: when first and last, how often, and whether somebody's word is awaited."""

    ref: TaskRef
    first_at: datetime
    last_at: datetime
    number: int
    is_awaited: bool


def list_evidence(
    connection: Connection, person_ids: Collection[int], *, cohort_id: int | None
) -> dict[int, Evidence]:
    """What stands of each of a page's people, wherever they did it, by one statement; who was not there, by the
    registers of that cohort alone (None: of none)."""
    was_there = cast(Attendance.presence, String).in_([one.value for one in ATTENDING])
    statement = union_all(
        select(
            literal("done").label("what"),
            Submission.person_id,
            Submission.activity_key.label("activity"),
            Submission.task_key.label("task"),
            func.max(case((COUNTS, 1), else_=0)).label("counts"),
        )
        .where(Submission.person_id.in_(person_ids))
        .group_by(Submission.person_id, Submission.activity_key, Submission.task_key),
        select(
            case((was_there, "attended"), else_="absent"),
            Attendance.person_id,
            Attendance.workshop_key,
            literal(""),
            literal(1, Integer),
        ).where(
            Attendance.person_id.in_(person_ids),
            Attendance.undone_at.is_(None),
            was_there | (Attendance.cohort_id == cohort_id),
        ),
        select(
            literal("completed"),
            CompletionRecord.person_id,
            CompletionRecord.activity_key,
            literal(""),
            literal(1, Integer),
        ).where(CompletionRecord.person_id.in_(person_ids)),
    )
    found = {number: Evidence() for number in person_ids}
    for what, person_id, activity, task, counts in connection.execute(statement):
        _add(found[person_id], what, activity, task, counts=bool(counts))
    return found


def _add(evidence: Evidence, what: str, activity: str, task: str, *, counts: bool) -> None:
    if what == "completed":
        evidence.completed.add(activity)
    elif what == "attended":
        evidence.counted.add(mark_attended(ActivityKey(activity)))
    elif what == "absent":
        evidence.absent.add(activity)
    else:
        ref = TaskRef(ActivityKey(activity), TaskKey(task))
        evidence.done.add(ref)
        if counts:
            evidence.counted.add(ref)


def list_steps(connection: Connection, *, person_id: int) -> tuple[Step, ...]:
    """Everything that a person has submitted, in whatever cohort, in the order of their first submissions."""
    first_at = func.min(Submission.submitted_at, type_=Instant).label("first_at")
    rows = connection.execute(
        select(
            Submission.activity_key,
            Submission.task_key,
            first_at,
            func.max(Submission.submitted_at, type_=Instant).label("last_at"),
            func.max(Submission.number).label("number"),
            func.max(case((COUNTS, 1), else_=0)).label("counts"),
        )
        .where(Submission.person_id == person_id)
        .group_by(Submission.activity_key, Submission.task_key)
        .order_by(first_at)
    )
    return tuple(
        Step(
            TaskRef(ActivityKey(row.activity_key), TaskKey(row.task_key)),
            row.first_at,
            row.last_at,
            row.number,
            not row.counts,
        )
        for row in rows
    )


def list_completed(connection: Connection, *, person_id: int) -> dict[str, datetime]:
    """When each activity that a person has completed was complete."""
    rows = connection.execute(
        select(CompletionRecord.activity_key, CompletionRecord.completed_at).where(
            CompletionRecord.person_id == person_id
        )
    )
    return {row.activity_key: row.completed_at for row in rows}
