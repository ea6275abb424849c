"""One version of a piece of work, open before a trainer who may read it, with what they hold of their feedback."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.activity.version_rules import Held
from lti_app.cohort.records import Person
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Activity, Programme, Task, TaskRef
from lti_app.review.outcome_rules import SentFeedback
from lti_app.review.reading_rules import decide_may_read
from lti_app.review.work_records import find_member, find_sent, load_held, load_work
from lti_app.review.work_rules import Version, Work


@dataclass(frozen=True, slots=True)
class Desk:
    """What is read inside the transaction; `edition` is how often feedback on the version was sent."""

    trainer_id: int
    person: Person
    ref: TaskRef
    activity: Activity
    task: Task
    work: Work
    version: Version
    sent: SentFeedback | None
    edition: int
    is_sender: bool
    held: Held
    has_draft: bool


def open_desk(
    session: Session,
    visit: Visit,
    programme: Programme,
    person_id: int,
    ref: TaskRef,
    *,
    number: int | None,
    locks: bool,
) -> Desk:
    """The version of that number, the newest where it is None, with its writer locked where something will change.

    Raises NotHere, the same for what is not there and for what is not a trainer's to read.
    """
    activity, task, person = _get_readable(session, visit, programme, person_id, ref)
    if locks:
        lock_person(session, person.id)
    work = load_work(session, person_id=person.id, ref=ref)
    version = work.find(number) if number is not None else next(iter(work.versions), None)
    if version is None:
        raise NotHere("no such version")
    sent, edition = find_sent(session, submission_id=version.submission_id)
    is_sender = sent is not None and sent.by_id == visit.person_id
    held, has_draft = load_held(
        session,
        trainer_id=visit.person_id,
        person_id=person.id,
        ref=ref,
        task=task,
        work=work,
        version=version,
        edition=edition if is_sender else 0,
        is_sender=is_sender,
    )
    return Desk(
        visit.person_id, person, ref, activity, task, work, version, sent, edition, is_sender, held, has_draft
    )


def _get_readable(
    session: Session, visit: Visit, programme: Programme, person_id: int, ref: TaskRef
) -> tuple[Activity, Task, Person]:
    activity = programme.find_activity(ref.activity)
    task = activity.find_task(ref.task) if activity is not None else None
    person = find_member(session, visit, person_id=person_id)
    if activity is None or task is None or person is None or person.id == visit.person_id:
        raise NotHere("no such work")
    if not decide_may_read(readers=task.readers, is_own=False, is_trainer=True):
        raise NotHere("not a trainer's to read")
    return activity, task, person
