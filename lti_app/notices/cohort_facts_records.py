"""What a trainer's notices are decided from, looked up for one cohort; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from lti_app.activity.records import Submission
from lti_app.cohort.calendar_records import WorkshopDay
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.gate.facts_rules import Awaited
from lti_app.notices.facts_records import IS_NEWEST, is_of, list_refs
from lti_app.notices.work_rules import TrainerFacts
from lti_app.organisation.place_records import list_filled_places
from lti_app.placement.records import Placement
from lti_app.programme.model import ActivityKey, Programme, Questions
from lti_app.programme.places import fill_places
from lti_app.review.records import Feedback
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.workshop.records import Attendance


def load_trainer_facts(
    session: Session, *, programme: Programme, organisation_id: int, cohort_id: int, today: date
) -> TrainerFacts:
    """What is so in that cohort on `today`, by seven statements."""
    members = _select_members(cohort_id)
    filled = list_filled_places(session.connection(), organisation_id)
    proposed = select(func.count(distinct(LineManagerRecord.person_id))).where(
        LineManagerRecord.person_id.in_(members), LineManagerRecord.state == NamingState.PROPOSED
    )
    days = session.execute(
        select(WorkshopDay.workshop_key, WorkshopDay.held_on).where(WorkshopDay.cohort_id == cohort_id)
    ).all()
    marked = session.scalars(
        select(Attendance.workshop_key)
        .where(Attendance.cohort_id == cohort_id, Attendance.undone_at.is_(None))
        .distinct()
    )
    askers = session.execute(
        select(Submission.activity_key, func.count(distinct(Submission.person_id)))
        .where(Submission.person_id.in_(members), is_of(list_refs(programme, Questions)))
        .group_by(Submission.activity_key)
    ).all()
    return TrainerFacts(
        today=today,
        reviews=session.scalar(_count_reviews(members)) or 0,
        grades=session.scalar(_count_grades(cohort_id)) or 0,
        line_managers=session.scalar(proposed) or 0,
        empty_readings=sum(place.is_empty for place in fill_places(programme.places, filled)),
        workshop_on=tuple((ActivityKey(key), day) for key, day in days),
        registers=frozenset(ActivityKey(key) for key in marked),
        questions=_of_workshops(programme, [(ActivityKey(key), number) for key, number in askers]),
    )


def _select_members(cohort_id: int) -> Select[Any]:
    return select(Membership.person_id).where(
        Membership.cohort_id == cohort_id,
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        Membership.standing == Standing.TAKING_PART,
    )


def _count_reviews(members: Select[Any]) -> Select[Any]:
    """How much work waits: as last submitted, awaiting the trainer, and neither accepted nor returned."""
    spoken = select(Feedback.id).where(Feedback.submission_id == Submission.id).exists()
    return select(func.count(Submission.id)).where(
        Submission.person_id.in_(members),
        Submission.awaits == Awaited.TRAINER,
        Submission.settled_at.is_(None),
        ~spoken,
        IS_NEWEST,
    )


def _count_grades(cohort_id: int) -> Select[Any]:
    return (
        select(func.count(ScoreRow.id))
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id, ScoreRow.state == ScoreState.NEEDS_A_PERSON)
    )


def _of_workshops(
    programme: Programme, askers: Iterable[tuple[ActivityKey, int]]
) -> tuple[tuple[ActivityKey, int], ...]:
    """How many people have sent questions, by the workshop of the module in which they were asked."""
    found: dict[ActivityKey, int] = {}
    for key, number in askers:
        asked_in = programme.activities[key]
        for one in programme.activities.values():
            if one.workshop is not None and one.week is not None and one.module == asked_in.module:
                found[one.key] = max(found.get(one.key, 0), number)
    return tuple(found.items())
