"""What a trainer lifts, with a reason, and whose word a cohort waits for; each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.cohort.records import Cohort, Membership
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.gate.records import WaitChoice, Waiver
from lti_app.programme.model import Programme


@dataclass(frozen=True, slots=True)
class Waived:
    """The waiver stands; its number."""

    waiver_id: int


@dataclass(frozen=True, slots=True)
class ReasonMissing:
    """A waiver needs a reason; nothing was changed."""


def add_waiver(
    *,
    programme: Programme,
    cohort_id: int,
    person_id: int | None,
    activity_key: str,
    task_key: str | None,
    reason: str,
    by_id: int,
    now: datetime,
) -> Waived | ReasonMissing:
    """Waived: it may open before its turn, for one person, or for the whole cohort where `person_id` is None.

    It lifts order, calendar, week, earlier tasks, attendance and sign-off; never a release, a story's order or first
    responses; and it completes nothing. Raises NotHere for what the pack or the cohort does not have.
    """
    activity = programme.find_activity(activity_key)
    if activity is None or (task_key and activity.find_task(task_key) is None):
        raise NotHere("nothing to waive")
    if not reason.strip():
        return ReasonMissing()
    with transaction() as session:
        if person_id is not None:
            here = session.query(Membership).filter_by(cohort_id=cohort_id, person_id=person_id)
            if here.one_or_none() is None:
                raise NotHere("no such person in this cohort")
        waiver = Waiver(
            cohort_id=cohort_id,
            person_id=person_id,
            activity_key=activity.key,
            task_key=task_key or "",
            reason=reason.strip(),
            set_at=now,
            set_by_id=by_id,
        )
        session.add(waiver)
        session.flush()
        return Waived(waiver.id)


def end_waiver(*, cohort_id: int, waiver_id: int, by_id: int, now: datetime) -> None:
    """The waiver no longer stands; what somebody has worked on under it stays open to them. Raises NotHere."""
    with transaction() as session:
        waiver = session.get(Waiver, waiver_id)
        if waiver is None or waiver.cohort_id != cohort_id:
            raise NotHere("no such waiver")
        if waiver.ended_at is None:
            waiver.ended_at, waiver.ended_by_id = now, by_id


def choose_waits(*, cohort_id: int, reviews: bool, agreements: bool, by_id: int, now: datetime) -> None:
    """From now on the cohort waits for those words; what was submitted before keeps what it waited for."""
    with transaction() as session:
        if session.get(Cohort, cohort_id) is None:
            raise NotHere("no such cohort")
        session.merge(
            WaitChoice(
                cohort_id=cohort_id, reviews=reviews, agreements=agreements, set_at=now, set_by_id=by_id
            )
        )
