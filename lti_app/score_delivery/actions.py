"""What a person asks of the outbox, and what a course's line items change in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_app.activity.queueing_records import queue_standing
from lti_app.cohort.records import Cohort, lock_cohort
from lti_app.database import add_if_absent, transaction
from lti_app.lti.line_items import LineItem
from lti_app.organisation.records import Deployment, DeploymentState
from lti_app.placement.column_rules import is_same_column
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import ScoreRow, queue_for_new_column, release_waiting
from lti_app.score_delivery.rules import ScoreState

COMPLETION_TAG = "completion"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a course's line items changed: the placements that got a place for their grades."""

    placement_ids: tuple[int, ...]


def send_again(*, score_id: int, cohort_id: int, now: datetime) -> int | None:
    """Make a score of that cohort due now, settled or not; the LMS to wake, or None where there is none to send."""
    with transaction() as session:
        row = session.scalar(
            select(ScoreRow)
            .join(Placement, Placement.id == ScoreRow.placement_id)
            .where(
                ScoreRow.id == score_id,
                ScoreRow.state != ScoreState.WAITING,
                Placement.cohort_id == cohort_id,
                Placement.line_item_url.is_not(None),
            )
            .with_for_update(of=ScoreRow)
        )
        if row is None:
            return None
        row.state, row.due_at, row.queued_at = ScoreState.QUEUED, now, now
        row.attempts, row.repeats, row.why, row.settled_at = 0, 0, None, None
        return row.platform_id


def record_listing_failed(*, cohort_id: int, now: datetime) -> None:
    """Note that a course's line items were asked for in vain, so that they are not asked for again at once."""
    with transaction() as session:
        session.execute(update(Cohort).where(Cohort.id == cohort_id).values(line_items_listed_at=now))


def record_line_items(
    *, cohort_id: int, line_items: Sequence[LineItem], programme: Programme, now: datetime
) -> Listed:
    """Give each placement its line item, make those not launched yet, and queue what stands for them.

    A line item belongs to an activity by `resourceId` (the activity's key) and tag `completion`, as the
    picker asks for; without these it serves only a placement that is already known by its resource link.
    """
    with transaction() as session:
        lock_cohort(session, cohort_id)
        cohort = session.get_one(Cohort, cohort_id)
        cohort.line_items_listed_at = now
        changed = _place(session, cohort, line_items, programme, now)
        for placement in changed:
            release_waiting(session, placement_id=placement.id, now=now)
            queue_for_new_column(session, placement_id=placement.id, now=now)
        queue_standing(session, programme=programme, cohort_id=cohort_id, placements=changed, now=now)
        return Listed(tuple(placement.id for placement in changed))


def _place(
    session: Session, cohort: Cohort, line_items: Sequence[LineItem], programme: Programme, now: datetime
) -> list[Placement]:
    """The placements whose line item is new, in order."""
    known = {
        placement.resource_link_id: placement
        for placement in session.scalars(
            select(Placement)
            .join(Deployment, Deployment.id == Placement.deployment_row_id)
            .where(Placement.cohort_id == cohort.id, Deployment.platform_id == cohort.line_items_platform_id)
        )
    }
    deployment_row_id = _find_deployment(session, cohort, known.values())
    changed = []
    for link_id, line_item in _one_each(line_items).items():
        placement = known.get(link_id)
        key = line_item.resource_id if line_item.tag == COMPLETION_TAG else None
        if placement is None and key in programme.activities and deployment_row_id is not None:
            placement = _add_placement(session, cohort, deployment_row_id, line_item, now)
        if placement is not None and not is_same_column(placement.line_item_url, line_item.url):
            placement.line_item_url = line_item.url
            changed.append(placement)
    session.flush()
    return sorted(changed, key=lambda placement: placement.id)


def _one_each(line_items: Sequence[LineItem]) -> dict[str, LineItem]:
    """The line item of each resource link: ours by its tag, or the only one; none where the choice is not clear."""
    by_link: dict[str, list[LineItem]] = {}
    for line_item in line_items:
        if line_item.resource_link_id:
            by_link.setdefault(line_item.resource_link_id, []).append(line_item)
    chosen = {}
    for link_id, several in by_link.items():
        ours = [one for one in several if one.tag == COMPLETION_TAG] or several
        if len(ours) == 1:
            chosen[link_id] = ours[0]
    return chosen


def _find_deployment(session: Session, cohort: Cohort, placements: Collection[Placement]) -> int | None:
    """The deployment that the course launches through: its placements', or the registration's only one."""
    seen = {placement.deployment_row_id for placement in placements}
    if not seen:
        approved = select(Deployment.id).where(
            Deployment.platform_id == cohort.line_items_platform_id,
            Deployment.organisation_id == cohort.organisation_id,
            Deployment.state == DeploymentState.APPROVED,
        )
        seen = set(session.scalars(approved))
    return seen.pop() if len(seen) == 1 else None


def _add_placement(
    session: Session, cohort: Cohort, deployment_row_id: int, line_item: LineItem, now: datetime
) -> Placement:
    return add_if_absent(
        session,
        Placement,
        unique=("cohort_id", "deployment_row_id", "resource_link_id"),
        values={
            "cohort_id": cohort.id,
            "deployment_row_id": deployment_row_id,
            "resource_link_id": line_item.resource_link_id,
            "activity_key": line_item.resource_id,
            "title": (line_item.label or "")[:400],
            "scopes": cohort.line_items_scopes,
            "first_seen_at": now,
        },
    )
