"""The placement of a launch: found or made inside the admission's transaction, with what stands queued for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.activity.queueing_records import queue_standing
from lti_app.cohort.records import Cohort, lock_cohort
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.launch.admission_rules import find_activity_key
from lti_app.launch.known_reads import Found
from lti_app.lti.claims import LaunchClaims
from lti_app.placement.grading_rules import read_grading
from lti_app.placement.records import Placement, find_by_line_item
from lti_app.placement.settling_records import Link, Placed, settle_placement, take_back_unreported
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import forget_scores, queue_for_new_column, release_waiting


def place_link(
    session: Session,
    found: Found,
    cohort: Cohort,
    claims: LaunchClaims,
    programme: Programme,
    *,
    now: datetime,
) -> Placed | None:
    """The launch's placement, and what it has changed for scores; None for a launch that is about no link.

    A link to a further address of an activity (`workshop-1`) is kept as one to the activity, whose scores it gets.
    """
    if claims.resource_link is None:
        reviewed = _find_reviewed(session, cohort, claims)
        return Placed(reviewed) if reviewed else None
    if found.placement is None:
        # Before the placement is written: of two launches at once each would wait for what the other has.
        session.flush()
        lock_cohort(session, cohort.id)
    asked = find_activity_key(claims)
    activity = programme.find_activity(asked or "")
    link = Link(
        resource_link_id=claims.resource_link.id,
        title=claims.resource_link.title,
        activity_key=activity.key if activity is not None else asked,
        grading=read_grading(claims.find_custom("grading")),
        line_item_url=claims.grade_service.line_item if claims.grade_service else None,
        history=claims.resource_link.history,
    )
    return settle_placement(
        session,
        found.placement,
        link,
        cohort_id=cohort.id,
        deployment_row_id=found.deployment.id,
        now=now,
        inherits_from=cohort.copied_from_id if cohort.copy_offer is CopyOffer.TAKEN else None,
    )


def hold_joining(session: Session, found: Found, role: Role) -> bool:
    """Whether a participant's launch is their first in the course, or the first since they had left it.

    Who is known already is held until the transaction ends, so that nothing that they submit meanwhile is missed.
    """
    member = found.membership
    joins = role is Role.PARTICIPANT and (
        member is None
        or member.role is Role.LINE_MANAGER
        or member.launched_at is None
        or member.left_at is not None
    )
    if joins and found.person is not None:
        lock_person(session, found.person.id)
    return joins


def _find_reviewed(session: Session, cohort: Cohort, claims: LaunchClaims) -> Placement | None:
    """The placement that a submission review without a link is about: its line item says so."""
    line_item = claims.grade_service.line_item if claims.grade_service else None
    if claims.for_user is None or line_item is None:
        return None
    return find_by_line_item(session, cohort_id=cohort.id, line_item_url=line_item)


def queue_placed(session: Session, placed: Placed | None, programme: Programme, *, now: datetime) -> bool:
    """Queue what the cohort has earned already where a link is new or has changed; whether it has a line item."""
    if placed is None or not placed.is_news:
        return False
    placement = placed.placement
    session.flush()
    lock_cohort(session, placement.cohort_id)
    if placed.opens_another:
        forget_scores(session, placement_id=placement.id)
    take_back_unreported(session, placement)
    if placed.has_another_column:
        queue_for_new_column(session, placement_id=placement.id, now=now)
    release_waiting(session, placement_id=placement.id, now=now)
    queue_standing(
        session, programme=programme, cohort_id=placement.cohort_id, placements=[placement], now=now
    )
    return placement.line_item_url is not None
