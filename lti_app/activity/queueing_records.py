"""Scores for what was earned before a course asked for it: a link, a column, or the person comes later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import Progress, judge_progress, list_counting_keys
from lti_app.activity.records import CompletionRecord, Standing, list_standing
from lti_app.activity.scoring_rules import score_progress
from lti_app.cohort.records import Membership, lock_cohort
from lti_app.organisation.records import Deployment
from lti_app.placement.records import Placement
from lti_app.programme.model import Activity, Programme
from lti_app.score_delivery.records import queue_score


def queue_standing(
    session: Session,
    *,
    programme: Programme,
    cohort_id: int,
    placements: Sequence[Placement],
    now: datetime,
    person_id: int | None = None,
) -> tuple[int, ...]:
    """Queue what the cohort, or one person of it, has earned in those placements of its; the LMSs of what stands there.

    What was completed counts as whole, though the pack may have grown since. Whoever earns meanwhile is waited for
    (`lock_cohort`).
    """
    session.flush()
    lock_cohort(session, cohort_id)
    work: list[tuple[Standing, Placement, Progress]] = []
    for placement in placements:
        activity = programme.find_activity(placement.activity_key or "")
        if activity is not None:
            judged = _judge_all(session, programme, cohort_id, activity, person_id)
            work += [(one, placement, progress) for one, progress in judged]
    queued = [
        queue_earned(
            session, placement, person_id=one.person_id, progress=progress, earned_at=one.earned_at, now=now
        )
        for one, placement, progress in sorted(work, key=lambda each: (each[0].person_id, each[1].id))
    ]
    return tuple(sorted({one for one in queued if one is not None}))


def queue_earned(
    session: Session,
    placement: Placement,
    *,
    person_id: int,
    progress: Progress,
    earned_at: datetime,
    now: datetime,
) -> int | None:
    """Queue what a person's progress is worth in a placement; the LMS it goes to, None where it is worth none."""
    score = score_progress(grading=placement.grading, progress=progress)
    if score is None:
        return None
    platform_id = session.get_one(Deployment, placement.deployment_row_id).platform_id
    queue_score(
        session,
        placement=placement,
        person_id=person_id,
        platform_id=platform_id,
        score=score,
        earned_at=earned_at,
        now=now,
    )
    return platform_id


def queue_joined(
    session: Session, *, programme: Programme, cohort_id: int, person_id: int, now: datetime
) -> tuple[int, ...]:
    """Queue what somebody who joins the cohort, or comes back to it, has earned elsewhere; the LMSs of what stands.

    The links of the course may have been known for long: none of them would ask for this person's work again.
    """
    session.flush()
    keys = tuple(programme.activities)
    if not list_standing(session, cohort_id=cohort_id, activity_keys=keys, person_id=person_id):
        return ()
    lock_cohort(session, cohort_id)
    placements = session.scalars(
        select(Placement).where(Placement.cohort_id == cohort_id, Placement.activity_key.in_(keys))
    ).all()
    return queue_standing(
        session,
        programme=programme,
        cohort_id=cohort_id,
        placements=placements,
        now=now,
        person_id=person_id,
    )


def _judge_all(
    session: Session, programme: Programme, cohort_id: int, activity: Activity, person_id: int | None
) -> list[tuple[Standing, Progress]]:
    keys = list_counting_keys(programme=programme, activity=activity)
    found = list_standing(session, cohort_id=cohort_id, activity_keys=keys, person_id=person_id)
    if not found:
        return []
    whole = set(
        session.scalars(
            select(CompletionRecord.person_id)
            .join(Membership, Membership.person_id == CompletionRecord.person_id)
            .where(Membership.cohort_id == cohort_id, CompletionRecord.activity_key == activity.key)
        )
    )
    judged = []
    for one in found:
        progress = judge_progress(programme=programme, activity=activity, done=one.done)
        complete = Progress(progress.total, progress.total)
        judged.append((one, complete if one.person_id in whole else progress))
    return judged
