"""What a person's progress leaves behind: completions, and scores queued in every course where they take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import Progress, judge_progress
from lti_app.activity.evidence_records import record_completion
from lti_app.activity.scoring_rules import score_progress
from lti_app.cohort.records import hold_cohorts_of
from lti_app.cohort.role_rules import Role
from lti_app.organisation.records import Deployment
from lti_app.placement.records import list_placements
from lti_app.programme.model import Activity, ActivityKey, Programme, TaskRef
from lti_app.score_delivery.records import queue_score


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
    """Keep which of `touched` are now complete, and queue what they earn, inside the caller's transaction.

    `counted` is all that counts for the person, over every activity. A completion is kept once and for good.
    """
    progress: dict[str, Progress] = {}
    earned: dict[str, tuple[datetime, bool]] = {}
    for one in touched:
        progress[one.key] = judge_progress(programme=programme, activity=one, done=counted)
        if progress[one.key].complete:
            earned[one.key] = record_completion(session, person_id=person_id, activity_key=one.key, now=now)
    cohorts = hold_cohorts_of(session, person_id, role=Role.PARTICIPANT)
    platform_ids = set()
    for placement in list_placements(
        session, cohort_ids=[cohort.id for cohort in cohorts], activity_keys=list(progress)
    ):
        key = placement.activity_key or ""
        score = score_progress(grading=placement.grading, progress=progress[key])
        if score is None:
            continue
        platform_id = session.get_one(Deployment, placement.deployment_row_id).platform_id
        queue_score(
            session,
            placement=placement,
            person_id=person_id,
            platform_id=platform_id,
            score=score,
            earned_at=earned[key][0] if key in earned else now,
            now=now,
        )
        platform_ids.add(platform_id)
    completed = tuple(ActivityKey(key) for key, (_, is_new) in earned.items() if is_new)
    return Settled(completed, tuple(sorted(platform_ids)))
