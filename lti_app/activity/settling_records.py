"""What a person's progress leaves behind: completions, and scores queued in every course where they take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import Progress, judge_progress, list_touched
from lti_app.activity.evidence_records import record_completion
from lti_app.activity.queueing_records import queue_earned
from lti_app.activity.records import CompletionRecord, Submission
from lti_app.cohort.records import hold_cohorts_of
from lti_app.cohort.role_rules import Role
from lti_app.placement.records import list_placements
from lti_app.programme.model import Activity, ActivityKey, Programme, TaskRef


@dataclass(frozen=True, slots=True)
class Settled:
    """Which activities are newly complete, and which LMSs now have a score due."""

    completed: tuple[ActivityKey, ...]
    platform_ids: tuple[int, ...]


def settle_progress(
    session: Session,
    *,
    programme: Programme,
    person_id: int,
    touched: Sequence[Activity],
    counted: frozenset[TaskRef],
    now: datetime,
) -> Settled:
    """Keep which of `touched` are complete now that `counted` is all that counts, and queue what they earn."""
    progress = _judge_all(session, programme, person_id, touched, counted)
    earned = {
        key: record_completion(session, person_id=person_id, activity_key=key, now=now)
        for key, one in progress.items()
        if one.complete
    }
    cohorts = hold_cohorts_of(session, person_id, role=Role.PARTICIPANT)
    placements = list_placements(
        session, cohort_ids=[cohort.id for cohort in cohorts], activity_keys=list(progress)
    )
    queued = {
        queue_earned(
            session,
            placement,
            person_id=person_id,
            progress=progress[key],
            earned_at=earned[key][0] if key in earned else now,
            now=now,
        )
        for placement in placements
        for key in (placement.activity_key or "",)
    }
    completed = tuple(ActivityKey(key) for key, (_, is_new) in earned.items() if is_new)
    return Settled(completed, tuple(sorted(one for one in queued if one is not None)))


def _judge_all(
    session: Session,
    programme: Programme,
    person_id: int,
    touched: Sequence[Activity],
    counted: frozenset[TaskRef],
) -> dict[str, Progress]:
    """How each stands; what was completed before is whole, though the pack may have grown since."""
    keys = [one.key for one in touched]
    before = set(
        session.scalars(
            select(CompletionRecord.activity_key).where(
                CompletionRecord.person_id == person_id, CompletionRecord.activity_key.in_(keys)
            )
        )
    )
    progress: dict[str, Progress] = {}
    for one in touched:
        judged = judge_progress(programme=programme, activity=one, done=counted)
        progress[one.key] = Progress(judged.total, judged.total) if one.key in before else judged
    return progress


def settle_submission(
    session: Session,
    *,
    programme: Programme,
    person_id: int,
    ref: TaskRef,
    number: int,
    counted: frozenset[TaskRef],
    now: datetime,
) -> Settled:
    """Whoever submission `number` of a task waited for has given their word: it counts from now on, for good.

    `counted` is all that counted for the person before.
    """
    session.execute(
        update(Submission)
        .where(
            Submission.person_id == person_id,
            Submission.activity_key == ref.activity,
            Submission.task_key == ref.task,
            Submission.number == number,
            Submission.settled_at.is_(None),
        )
        .values(settled_at=now)
    )
    activity = programme.activities.get(ref.activity)
    touched = list_touched(programme=programme, activity=activity) if activity is not None else ()
    return settle_progress(
        session, programme=programme, person_id=person_id, touched=touched, counted=counted | {ref}, now=now
    )
