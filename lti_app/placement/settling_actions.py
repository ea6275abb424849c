"""What a trainer decides about links: which activity one opens, what it reports, and whose settings a copy takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_app.activity.queueing_records import queue_standing
from lti_app.cohort.records import Cohort, lock_cohort
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.database import add_if_absent, transaction
from lti_app.errors import NotHere
from lti_app.launch.records import VisitRecord
from lti_app.launch.visit_rules import Visit
from lti_app.placement.copying_records import inherit_settings
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Pick, Placement
from lti_app.placement.settling_records import take_back_unreported
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import forget_scores


@dataclass(frozen=True, slots=True)
class Picked:
    """What a trainer has chosen in the picker for one activity."""

    activity_key: str
    title: str
    grading: Grading


@dataclass(frozen=True, slots=True)
class Settled:
    """The LMSs that have something to be told now."""

    platform_ids: tuple[int, ...]


def record_picks(*, cohort_id: int, picks: tuple[Picked, ...], now: datetime) -> None:
    """Remember what was sent back to the course page, so that the picker shows it before anybody has opened it."""
    with transaction() as session:
        for pick in picks:
            values = {
                "cohort_id": cohort_id,
                "activity_key": pick.activity_key,
                "title": pick.title[:400],
                "grading": pick.grading,
                "picked_at": now,
            }
            kept = add_if_absent(session, Pick, unique=("cohort_id", "activity_key"), values=values)
            kept.title, kept.grading, kept.picked_at = pick.title[:400], pick.grading, now


def choose_activity(
    *,
    visit: Visit,
    placement_id: int,
    activity_key: str,
    grading: Grading,
    programme: Programme,
    now: datetime,
) -> Settled:
    """Let a link that came without an activity open this one; what stands for it is queued. Raises NotHere.

    A link whose own custom parameter names an activity keeps to that: the next launch would bring it back anyway.
    """
    activity = programme.find_activity(activity_key)
    if activity is None:
        raise NotHere("no such activity")
    with transaction() as session:
        placement = _get_placement(session, visit.cohort_id, placement_id)
        if placement.activity_key not in (None, activity.key):
            forget_scores(session, placement_id=placement.id)
        placement.activity_key = activity.key
        placement.grading_set_here = grading
        session.execute(
            update(VisitRecord).where(VisitRecord.id == visit.id).values(activity_key=activity.key)
        )
        return Settled(_queue_standing(session, placement, programme, now))


def set_grading(
    *, cohort_id: int, placement_id: int, grading: Grading, programme: Programme, now: datetime
) -> Settled:
    """Let a link report this from now on, and queue what stands. Raises NotHere.

    Grades that the course has taken already stay there; what it has not is taken back where it is not reported any
    more: all of it, or part scores where only completion counts.
    """
    with transaction() as session:
        placement = _get_placement(session, cohort_id, placement_id)
        placement.grading_set_here = grading
        return Settled(_queue_standing(session, placement, programme, now))


def take_old_settings(*, cohort_id: int, programme: Programme, now: datetime) -> Settled:
    """Give a copied course the settings of the one it was copied from, its links known now and those to come.

    The order of weeks, each link's grading, and the activity of links that have none: never people, never work.
    Raises NotHere where nothing is offered.
    """
    with transaction() as session:
        cohort = _get_offered(session, cohort_id)
        old = session.get_one(Cohort, cohort.copied_from_id)
        cohort.policy = old.policy
        cohort.copy_offer = CopyOffer.TAKEN
        platform_ids: set[int] = set()
        placements = session.scalars(
            select(Placement).where(Placement.cohort_id == cohort_id).order_by(Placement.id)
        )
        for placement in list(placements):
            inherit_settings(session, placement, from_cohort_id=old.id)
            platform_ids.update(_queue_standing(session, placement, programme, now))
        return Settled(tuple(sorted(platform_ids)))


def decline_old_settings(*, cohort_id: int) -> None:
    """Let the copied course begin with settings of its own. Raises NotHere where nothing is offered."""
    with transaction() as session:
        _get_offered(session, cohort_id).copy_offer = CopyOffer.DECLINED


def _get_offered(session: Session, cohort_id: int) -> Cohort:
    cohort = session.scalar(select(Cohort).where(Cohort.id == cohort_id).with_for_update())
    if cohort is None or cohort.copied_from_id is None or cohort.copy_offer is not CopyOffer.OFFERED:
        raise NotHere("nothing is offered")
    return cohort


def _get_placement(session: Session, cohort_id: int, placement_id: int) -> Placement:
    # The cohort and not the placement: who is just earning there holds the cohort, and then points to the placement.
    lock_cohort(session, cohort_id)
    placement = session.scalar(
        select(Placement).where(Placement.id == placement_id, Placement.cohort_id == cohort_id)
    )
    if placement is None:
        raise NotHere("no such link in this course")
    return placement


def _queue_standing(
    session: Session, placement: Placement, programme: Programme, now: datetime
) -> tuple[int, ...]:
    """Queue what the cohort's work is worth in that link now, and nothing else; the LMS to wake, if any."""
    take_back_unreported(session, placement)
    return queue_standing(
        session, programme=programme, cohort_id=placement.cohort_id, placements=[placement], now=now
    )
