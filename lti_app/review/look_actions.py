"""Looking at what a person has submitted for an activity: the look is recorded, and what was seen is returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.evidence_records import IS_NEWEST, find_last_submission
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Question, Submission
from lti_app.activity.shown_rules import ShownPart, list_shown
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.records import record_look
from lti_app.programme.model import Activity, Programme, Prose, Task, TaskRef
from lti_app.programme.prose import read_prose
from lti_app.review.reading_rules import decide_may_read, describe_readers, list_as_kept
from lti_app.review.work_records import find_member, name_person


@dataclass(frozen=True, slots=True)
class ReviewedTask:
    """A task as it was submitted: the question as it stood, and the answer; `hidden` says why it is not shown.

    `submitted_at` is None where nothing has been submitted.
    """

    ref: TaskRef
    title: str
    submitted_at: datetime | None
    number: int
    question: Prose | None
    parts: tuple[ShownPart, ...]
    hidden: str | None
    has_changed: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What one person has submitted for an activity. `is_own` says that they are the one who looks."""

    title: str
    person_name: str
    person_id: int
    is_own: bool
    tasks: tuple[ReviewedTask, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    submission: Submission
    question: str


def look_at_submissions(
    *,
    visit: Visit,
    programme: Programme,
    activity_key: str,
    now: datetime,
    person_id: int | None = None,
    subject: str | None = None,
) -> WorkPage:
    """What a person of this visit's cohort has submitted for an activity, and the look at it kept.

    The person is named by number or by the LMS's `subject`. A participant sees their own alone. Raises NotHere, the
    same for somebody who is not in this cohort as for nobody at all.
    """
    activity = programme.find_activity(activity_key)
    if activity is None:
        raise NotHere("no such activity")
    with transaction() as session:
        person = find_member(session, visit, person_id=person_id, subject=subject)
        is_own = person is not None and person.id == visit.person_id
        if person is None or not (is_own or visit.role is Role.TRAINER):
            raise NotHere("nobody of this cohort whose work could be shown")
        activities = (*(programme.activities[key] for key in activity.includes), activity)
        kept = _list_kept(session, person.id, activities)
        tasks, seen = _review(activities, kept, is_own=is_own, is_trainer=visit.role is Role.TRAINER)
        record_look(
            session,
            cohort_id=visit.cohort_id,
            looker_id=visit.person_id,
            person_id=person.id,
            role=visit.role.value,
            activity_key=activity.key,
            tasks=seen,
            now=now,
        )
        return WorkPage(activity.title, name_person(person), person.id, is_own, tasks)


def look_at_work(*, visit: Visit, programme: Programme, person_id: int, ref: TaskRef, now: datetime) -> None:
    """Keep that this visit's trainer is about to be shown a piece of work; raises NotHere as `look_at_submissions`."""
    activity = programme.find_activity(ref.activity)
    task = activity.find_task(ref.task) if activity is not None else None
    with transaction() as session:
        person = find_member(session, visit, person_id=person_id)
        if task is None or person is None or person.id == visit.person_id:
            raise NotHere("no such work")
        if not decide_may_read(readers=task.readers, is_own=False, is_trainer=True):
            raise NotHere("not a trainer's to read")
        if find_last_submission(session, person_id=person.id, ref=ref) is None:
            raise NotHere("nothing submitted")
        record_look(
            session,
            cohort_id=visit.cohort_id,
            looker_id=visit.person_id,
            person_id=person.id,
            role=visit.role.value,
            activity_key=ref.activity,
            tasks=(f"{ref.activity}/{ref.task}",),
            now=now,
        )


def _list_kept(session: Session, person_id: int, activities: tuple[Activity, ...]) -> dict[TaskRef, _Kept]:
    """What was submitted last for each task of these activities, with the question that it answers."""
    keys = [one.key for one in activities]
    rows = session.execute(
        select(Submission, Question.text)
        .join(Question, Question.digest == Submission.question_digest)
        .where(Submission.person_id == person_id, Submission.activity_key.in_(keys), IS_NEWEST)
    )
    kept = {(one.activity_key, one.task_key): _Kept(one, text) for one, text in rows}
    return {
        TaskRef(one.key, task.key): kept[one.key, task.key]
        for one in activities
        for task in one.tasks
        if (one.key, task.key) in kept
    }


def _review(
    activities: tuple[Activity, ...], kept: dict[TaskRef, _Kept], *, is_own: bool, is_trainer: bool
) -> tuple[tuple[ReviewedTask, ...], tuple[str, ...]]:
    """The tasks as they are shown, and the keys of those whose words are among it."""
    shown, seen = [], []
    for activity in activities:
        for task in activity.tasks:
            held = kept.get(TaskRef(activity.key, task.key))
            may_read = decide_may_read(readers=task.readers, is_own=is_own, is_trainer=is_trainer)
            shown.append(_review_task(TaskRef(activity.key, task.key), task, held, may_read=may_read))
            if held is not None and may_read:
                seen.append(f"{activity.key}/{task.key}")
    return tuple(shown), tuple(seen)


def _review_task(ref: TaskRef, task: Task, held: _Kept | None, *, may_read: bool) -> ReviewedTask:
    if held is None:
        return ReviewedTask(ref, task.title, None, 0, None, (), None, has_changed=False)
    at, number = held.submission.submitted_at, held.submission.number
    if not may_read:
        hidden = describe_readers(task.readers)
        return ReviewedTask(ref, task.title, at, number, None, (), hidden, has_changed=False)
    answers = load_answers(held.submission.answers)
    has_changed = digest_question(write_question(task)) != held.submission.question_digest
    parts = list_as_kept(answers) if has_changed else list_shown(asks=task.asks, answers=answers)
    question = read_prose(held.question.partition("\n\n")[2]) if has_changed else task.question
    return ReviewedTask(ref, task.title, at, number, question, parts, None, has_changed=has_changed)
