"""What a participant does with their records: begin, save, delete, bring back. Nothing of it is sent anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import find_last_submission, lock_person
from lti_app.cohort.day_rules import london_day
from lti_app.cpd.outcome_rules import ChangedElsewhere, SavedRecord, SaveOutcome
from lti_app.cpd.records import CpdRecord, find_begun, find_cpd_record
from lti_app.cpd.shape_rules import CpdWords, is_same, load_words, make_first_words, write_words
from lti_app.cpd.source_rules import decide_is_source
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.gate.weeks_rules import name_week
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef

DELETED_KEPT = timedelta(days=30)
"""How long a deleted record can be brought back."""


def begin_record(
    *, visit: Visit, programme: Programme, activity_key: str, task_key: str, now: datetime
) -> int:
    """The number of the record begun from a task that the person has submitted; the one there is, where one stands.

    Of the work it takes title, place and date, never the words. Raises NotHere.
    """
    activity = programme.find_activity(activity_key)
    task = activity.find_task(task_key) if activity is not None else None
    if activity is None or task is None or not decide_is_source(task):
        raise NotHere("no such work to begin a record from")
    ref = TaskRef(ActivityKey(activity.key), TaskKey(task.key))
    with transaction() as session:
        lock_person(session, visit.person_id)
        sent = find_last_submission(session, person_id=visit.person_id, ref=ref)
        if sent is None:
            raise NotHere("nothing was submitted for this task")
        begun = find_begun(session, person_id=visit.person_id, activity_key=ref.activity, task_key=ref.task)
        if begun is not None:
            return begun.id
        words = make_first_words(
            programme=programme.title,
            title=task.title,
            place=name_week(activity),
            on=london_day(sent.submitted_at),
        )
        row = CpdRecord(
            person_id=visit.person_id,
            activity_key=ref.activity,
            task_key=ref.task,
            words=write_words(words),
            version=1,
            begun_at=now,
            saved_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def save_record(
    record_id: int, *, visit: Visit, words: CpdWords, based_on_version: int, now: datetime
) -> SaveOutcome:
    """Saved, or changed in another tab since version `based_on_version`. Raises NotHere."""
    with transaction() as session:
        row = _get_standing(session, record_id, visit)
        if is_same(load_words(row.words), words):
            return SavedRecord(row.version, row.saved_at)
        if row.version != based_on_version:
            return ChangedElsewhere(row.version, row.saved_at)
        row.words, row.version, row.saved_at = write_words(words), row.version + 1, now
        return SavedRecord(row.version, now)


def delete_record(record_id: int, *, visit: Visit, now: datetime) -> None:
    """Put a record away; it can be brought back for thirty days. Raises NotHere."""
    with transaction() as session:
        _get_standing(session, record_id, visit).deleted_at = now


def restore_record(record_id: int, *, visit: Visit) -> None:
    """Bring a deleted record back as it was. Raises NotHere."""
    with transaction() as session:
        row = find_cpd_record(session, record_id, person_id=visit.person_id, locks=True)
        if row is None:
            raise NotHere("no such record")
        row.deleted_at = None


def clear_deleted_records(*, now: datetime) -> None:
    """Drop what was deleted more than thirty days ago."""
    with transaction() as session:
        session.execute(delete(CpdRecord).where(CpdRecord.deleted_at < now - DELETED_KEPT))


def _get_standing(session: Session, record_id: int, visit: Visit) -> CpdRecord:
    row = find_cpd_record(session, record_id, person_id=visit.person_id, locks=True)
    if row is None or row.deleted_at is not None:
        raise NotHere("no such record")
    return row
