"""Columns that this service makes itself: one reservation for each link, and its scores let go once it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from lti_app.cohort.records import lock_cohort
from lti_app.database import transaction
from lti_app.lti.line_items import LineItem, NewLineItem
from lti_app.placement.picking_rules import COMPLETION_TAG, SCORE_MAXIMUM, name_link
from lti_app.placement.records import Placement
from lti_app.programme.model import Activity, Programme
from lti_app.score_delivery.records import ScoreRow, release_waiting
from lti_app.score_delivery.rules import ScoreState

RESERVED_FOR = timedelta(minutes=10)
"""Longer than any call may take: who reserved it and is silent since has lost it."""


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A link that one worker alone may make a column for now."""

    placement_id: int
    wanted: NewLineItem


def reserve_column(*, cohort_id: int, programme: Programme, now: datetime) -> MissingColumn | None:
    """The next link of the course that waits for a column which somebody chose, reserved; None where there is none.

    A link gets one only where grading was chosen, in the picker or on the links' page, and where something earned
    waits.
    """
    waits = (
        select(ScoreRow.id)
        .where(ScoreRow.placement_id == Placement.id, ScoreRow.state == ScoreState.WAITING)
        .exists()
    )
    query = select(Placement).where(
        Placement.cohort_id == cohort_id,
        Placement.line_item_url.is_(None),
        Placement.activity_key.in_(programme.activities),
        _may_reserve(now),
        waits,
    )
    with transaction() as session:
        for placement in session.scalars(query.order_by(Placement.id)).all():
            activity = programme.find_activity(placement.activity_key or "")
            if activity is None or not placement.grading_is_chosen:
                continue
            if _reserve(session, placement.id, now):
                return MissingColumn(placement.id, _build_wanted(placement, activity))
        return None


def record_column(*, placement_id: int, line_item_url: str, now: datetime) -> bool:
    """Give a link its column, unless a launch did so meanwhile, and let its scores go; whether it was this one.

    Whoever earns at the same moment is waited for: their score, put there to wait, would wait for ever.
    """
    with transaction() as session:
        lock_cohort(session, session.get_one(Placement, placement_id).cohort_id)
        given = session.execute(
            update(Placement)
            .where(Placement.id == placement_id, Placement.line_item_url.is_(None))
            .values(line_item_url=line_item_url, line_item_reserved_at=None)
            .returning(Placement.id)
        ).one_or_none()
        release_waiting(session, placement_id=placement_id, now=now)
        return given is not None


def is_wanted(found: LineItem, wanted: NewLineItem) -> bool:
    """Whether a listed column is the wanted one: some platforms list others beside it, whatever they are asked."""
    return (found.resource_link_id, found.resource_id, found.tag) == (
        wanted.resource_link_id,
        wanted.resource_id,
        wanted.tag,
    )


def _may_reserve(now: datetime) -> ColumnElement[bool]:
    reserved_at = Placement.line_item_reserved_at
    return or_(reserved_at.is_(None), reserved_at <= now - RESERVED_FOR)


def _reserve(session: Session, placement_id: int, now: datetime) -> bool:
    reserved = session.execute(
        update(Placement)
        .where(Placement.id == placement_id, Placement.line_item_url.is_(None), _may_reserve(now))
        .values(line_item_reserved_at=now)
        .returning(Placement.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return reserved is not None


def _build_wanted(placement: Placement, activity: Activity) -> NewLineItem:
    return NewLineItem(
        label=placement.title or name_link(activity),
        maximum=SCORE_MAXIMUM,
        resource_link_id=placement.resource_link_id,
        resource_id=activity.key,
        tag=COMPLETION_TAG,
        review_url="",
    )
