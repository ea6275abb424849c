"""What is given out to a cohort or taken back, and that a person was shown it; each in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.state_records import list_states
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import lock_cohort
from lti_app.database import flushed, transaction
from lti_app.errors import NotHere
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import Target
from lti_app.gate.rules import Closed, Gate, decide_activity, decide_both, decide_part
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import PartRef, Programme, TaskRef
from lti_app.workshop.outcome_rules import (
    Given,
    NotGiven,
    SeenAlready,
    Shown,
    StillClosed,
    TakeBackOutcome,
    TakenBack,
)
from lti_app.workshop.records import (
    Release,
    count_shown,
    find_release,
    hold_releases,
    record_showing,
    write_target,
)
from lti_app.workshop.release_rules import decide_is_target


def release(*, programme: Programme, cohort_id: int, target: Target, by_id: int, now: datetime) -> Given:
    """Given out, now or before: it is open to everyone in the cohort whose other conditions are met.

    Two trainers who tap at once give it out once. Raises NotHere for what no release would open.
    """
    if not decide_is_target(programme=programme, target=target):
        raise NotHere("nothing to release")
    with transaction() as session:
        lock_cohort(session, cohort_id)
        standing = find_release(session, cohort_id=cohort_id, target=target)
        if standing is not None:
            return Given(target, standing.released_at, is_new=False)
        activity_key, part_key, task_key = write_target(target)
        session.add(
            Release(
                cohort_id=cohort_id,
                activity_key=activity_key,
                part_key=part_key,
                task_key=task_key,
                released_at=now,
                released_by_id=by_id,
            )
        )
        return Given(target, now, is_new=True)


def take_back(*, cohort_id: int, target: Target, by_id: int, now: datetime) -> TakeBackOutcome:
    """Closed again where nobody of the cohort has opened it; else it stays, and how many have.

    Whoever opens it in the same moment is either counted or finds it closed: both hold the release.
    """
    with transaction() as session:
        standing = find_release(session, cohort_id=cohort_id, target=target, locks=True)
        if standing is None:
            return NotGiven(target)
        people = count_shown(session, cohort_id=cohort_id, target=target)
        if people:
            return SeenAlready(target, people)
        standing.taken_back_at, standing.taken_back_by_id = now, by_id
        return TakenBack(target)


def show(*, visit: Visit, programme: Programme, target: Target, now: datetime) -> Shown | StillClosed:
    """Shown, and kept that it is, with the place where the person reads; or why it is closed.

    Ask this before anything of it goes out, so that nothing can be taken back after it was seen. Raises NotHere.
    """
    with transaction() as session:
        hold_releases(session, cohort_id=visit.cohort_id, target=target)
        gate = _decide(session, visit, programme, target, now)
        if isinstance(gate, Closed):
            return StillClosed(gate.reasons)
        record_showing(session, person_id=visit.person_id, cohort_id=visit.cohort_id, target=target, now=now)
        return Shown()


def _decide(session: Session, visit: Visit, programme: Programme, target: Target, now: datetime) -> Gate:
    key = target.activity if isinstance(target, PartRef | TaskRef) else target
    activity = programme.find_activity(key)
    if activity is None:
        raise NotHere("no such activity")
    facts = load_facts(
        flushed(session),
        programme=programme,
        person_id=visit.person_id,
        cohort_id=visit.cohort_id,
        states=list_states(flushed(session), visit.person_id),
        today=london_day(now),
    )
    match target:
        case PartRef(part=part_key):
            part = activity.find_part(part_key)
            if part is None:
                raise NotHere("no such part")
            return decide_part(programme=programme, activity=activity, part=part, facts=facts)
        case TaskRef(task=task_key):
            task = activity.find_task(task_key)
            if task is None:
                raise NotHere("no such task")
            return decide_both(programme=programme, activity=activity, task=task, facts=facts)
        case _:
            return decide_activity(programme=programme, activity=activity, facts=facts)
