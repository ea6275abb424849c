"""What a trainer's notices are decided from, looked up for one cohort; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Date, Select, cast, distinct, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from lti_app.activity.records import Submission
from lti_app.cohort.calendar_records import WorkshopDay
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.notices.facts_records import is_of, list_refs
from lti_app.notices.work_rules import TrainerFacts
from lti_app.organisation.place_records import list_filled_places
from lti_app.placement.records import Placement
from lti_app.programme.model import ActivityKey, Programme, Questions
from lti_app.programme.places import fill_places
from lti_app.review.queue_records import QueuedWork
from lti_app.review.queue_rules import WorkState
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.workshop.records import Attendance


def load_trainer_facts(
    session: Session, *, programme: Programme, organisation_id: int, cohort_id: int, today: date
) -> TrainerFacts:
    """What is so in that cohort on `today`, by two statements."""
    filled = list_filled_places(session.connection(), organisation_id)
    rows = session.execute(_select_facts(programme, organisation_id, cohort_id)).all()
    numbers = {row.what: row.number for row in rows if row.key == ""}
    askers = [(ActivityKey(row.key), row.number) for row in rows if row.what == "asked"]
    return TrainerFacts(
        today=today,
        reviews=numbers["reviews"],
        grades=numbers["grades"],
        line_managers=numbers["line managers"],
        empty_readings=sum(place.is_empty for place in fill_places(programme.places, filled)),
        workshop_on=tuple((ActivityKey(row.key), row.held_on) for row in rows if row.what == "day"),
        registers=frozenset(ActivityKey(row.key) for row in rows if row.what == "marked"),
        questions=_of_workshops(programme, askers),
    )


def _select_facts(programme: Programme, organisation_id: int, cohort_id: int) -> CompoundSelect[Any]:
    """Three counts, the workshops' days and marked registers, and who asks before which week, by one statement."""
    members, nothing, no_day = _select_members(cohort_id), literal(0), cast(null(), Date)
    days = select(
        literal("day"), WorkshopDay.workshop_key, nothing, WorkshopDay.held_on.label("held_on")
    ).where(WorkshopDay.cohort_id == cohort_id)
    marked = (
        select(literal("marked"), Attendance.workshop_key, nothing, no_day)
        .where(Attendance.cohort_id == cohort_id, Attendance.undone_at.is_(None))
        .distinct()
    )
    asked = (
        select(literal("asked"), Submission.activity_key, func.count(distinct(Submission.person_id)), no_day)
        .where(Submission.person_id.in_(members), is_of(list_refs(programme, Questions)))
        .group_by(Submission.activity_key)
    )
    counts = (
        ("reviews", _select_reviews(organisation_id, members)),
        ("grades", _select_grades(cohort_id)),
        ("line managers", _select_proposed(members)),
    )
    first, *others = (
        select(
            literal(what).label("what"),
            literal("").label("key"),
            select(func.count()).select_from(found.subquery()).scalar_subquery().label("number"),
            no_day.label("held_on"),
        )
        for what, found in counts
    )
    return union_all(first, *others, days, marked, asked)


def _select_members(cohort_id: int) -> Select[Any]:
    return select(Membership.person_id).where(
        Membership.cohort_id == cohort_id,
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        Membership.standing == Standing.TAKING_PART,
    )


def _select_reviews(organisation_id: int, members: Select[Any]) -> Select[Any]:
    """The work that waits: as last submitted, awaiting the trainer, and neither accepted nor returned."""
    return select(QueuedWork.person_id).where(
        QueuedWork.organisation_id == organisation_id,
        QueuedWork.is_held,
        QueuedWork.state == WorkState.WAITING,
        QueuedWork.person_id.in_(members),
    )


def _select_grades(cohort_id: int) -> Select[Any]:
    return (
        select(ScoreRow.id)
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .where(Placement.cohort_id == cohort_id, ScoreRow.state == ScoreState.NEEDS_A_PERSON)
    )


def _select_proposed(members: Select[Any]) -> Select[Any]:
    """The people who have proposed a line manager."""
    return (
        select(LineManagerRecord.person_id)
        .where(LineManagerRecord.person_id.in_(members), LineManagerRecord.state == NamingState.PROPOSED)
        .distinct()
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
