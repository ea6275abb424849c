"""The register: a person is marked, or a mark is undone, with all that comes of it, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress, list_completed_by_attendance
from lti_app.activity.evidence_records import lock_person
from lti_app.activity.records import CompletionRecord
from lti_app.activity.settling_records import settle_progress
from lti_app.activity.state_records import list_states
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import flushed, transaction
from lti_app.errors import NotHere
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.programme.model import Activity, ActivityKey, ActivityKind, Programme
from lti_app.workshop.attendance_rules import ATTENDING, Presence, decide_mark_is_enough
from lti_app.workshop.outcome_rules import (
    Marked,
    MarkedSince,
    MarkOutcome,
    NeedsReason,
    NoMark,
    Undone,
    UndoOutcome,
)
from lti_app.workshop.records import Attendance, find_mark


def mark_attendance(
    *,
    programme: Programme,
    cohort_id: int,
    person_id: int,
    workshop_key: str,
    presence: Presence,
    reason: str = "",
    by_id: int,
    now: datetime,
    tapped_at: datetime | None = None,
) -> MarkOutcome:
    """Marked, with what it completed; the same mark twice counts once, and another takes its place.

    Present and an agreed catch-up (with its reason) complete the workshop's week, the cases that complete with it and
    what they count for, and queue the scores. Absent takes back what a tap on the wrong button completed. A tap held
    back since `tapped_at` does not undo what another trainer marked after it. Raises NotHere for what is no workshop,
    or who takes no part in the cohort.
    """
    workshop = _get_workshop(programme, workshop_key)
    if not decide_mark_is_enough(presence=presence, reason=reason):
        return NeedsReason()
    with transaction() as session:
        _hold_participant(session, cohort_id, person_id)
        standing = find_mark(session, cohort_id=cohort_id, person_id=person_id, workshop_key=workshop.key)
        if _is_later(standing, tapped_at, by_id):
            return MarkedSince()
        _replace_mark(session, standing, cohort_id, person_id, workshop.key, presence, reason, by_id, now)
        if presence not in ATTENDING:
            _withdraw(session, programme, workshop, cohort_id, person_id, now)
            return Marked(presence, (), ())
        settled = settle_progress(
            session,
            programme=programme,
            person_id=person_id,
            touched=list_completed_by_attendance(programme=programme, workshop=workshop.key),
            counted=_load(session, programme, cohort_id, person_id, now).counted,
            now=now,
        )
        return Marked(presence, settled.completed, settled.platform_ids)


def undo_attendance(
    *,
    programme: Programme,
    cohort_id: int,
    person_id: int,
    workshop_key: str,
    by_id: int,
    now: datetime,
    tapped_at: datetime | None = None,
) -> UndoOutcome:
    """A mark made by mistake is gone, and with it the completions that rested on it; a sent grade is not called back.

    `tapped_at` and NotHere are as in `mark_attendance`.
    """
    workshop = _get_workshop(programme, workshop_key)
    with transaction() as session:
        _hold_participant(session, cohort_id, person_id)
        standing = find_mark(session, cohort_id=cohort_id, person_id=person_id, workshop_key=workshop.key)
        if standing is None:
            return NoMark()
        if _is_later(standing, tapped_at, by_id):
            return MarkedSince()
        standing.undone_at, standing.undone_by_id = now, by_id
        session.flush()
        return Undone(_withdraw(session, programme, workshop, cohort_id, person_id, now))


def _is_later(standing: Attendance | None, tapped_at: datetime | None, by_id: int) -> bool:
    """Whether another trainer made that mark after the tap that comes only now."""
    if standing is None or tapped_at is None or standing.marked_by_id == by_id:
        return False
    return standing.marked_at > tapped_at


def _withdraw(
    session: Session, programme: Programme, workshop: Activity, cohort_id: int, person_id: int, now: datetime
) -> tuple[ActivityKey, ...]:
    """What was complete with the workshop's attendance and is not now that no register has the person as attending.

    It may have been complete since an earlier mark than the last: a catch-up may stand where presence was marked. What
    was complete before any register had the person there did not rest on it, and stays.
    """
    first_marked_at = (
        select(func.min(Attendance.marked_at))
        .where(
            Attendance.person_id == person_id,
            Attendance.workshop_key == workshop.key,
            Attendance.presence.in_(ATTENDING),
        )
        .scalar_subquery()
    )
    facts = _load(session, programme, cohort_id, person_id, now)
    withdrawn = tuple(
        one.key
        for one in list_completed_by_attendance(programme=programme, workshop=workshop.key)
        if one.key in facts.completed
        and one.attendance_of == workshop.key
        and not judge_progress(programme=programme, activity=one, done=facts.counted).complete
    )
    session.execute(
        delete(CompletionRecord).where(
            CompletionRecord.person_id == person_id,
            CompletionRecord.activity_key.in_(withdrawn),
            CompletionRecord.completed_at >= first_marked_at,
        )
    )
    return withdrawn


def _replace_mark(
    session: Session,
    standing: Attendance | None,
    cohort_id: int,
    person_id: int,
    workshop_key: ActivityKey,
    presence: Presence,
    reason: str,
    by_id: int,
    now: datetime,
) -> None:
    if standing is not None:
        if (standing.presence, standing.reason or "") == (presence, reason.strip()):
            return
        standing.undone_at, standing.undone_by_id = now, by_id
        session.flush()
    session.add(
        Attendance(
            cohort_id=cohort_id,
            person_id=person_id,
            workshop_key=workshop_key,
            presence=presence,
            reason=reason.strip() or None,
            marked_at=now,
            marked_by_id=by_id,
        )
    )
    session.flush()


def _get_workshop(programme: Programme, key: str) -> Activity:
    workshop = programme.find_activity(key)
    if workshop is None or workshop.kind is not ActivityKind.WORKSHOP:
        raise NotHere("no such workshop")
    return workshop


def _hold_participant(session: Session, cohort_id: int, person_id: int) -> None:
    lock_person(session, person_id)
    here = {"role": Role.PARTICIPANT, "standing": Standing.TAKING_PART, "left_at": None}
    query = session.query(Membership).filter_by(cohort_id=cohort_id, person_id=person_id, **here)
    if query.one_or_none() is None:
        raise NotHere("no such participant")


def _load(session: Session, programme: Programme, cohort_id: int, person_id: int, now: datetime) -> GateFacts:
    return load_facts(
        flushed(session),
        programme=programme,
        person_id=person_id,
        cohort_id=cohort_id,
        states=list_states(flushed(session), person_id),
        today=london_day(now),
    )
