"""One person's evidence for one task: finding and keeping drafts, submissions and completions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, column, delete, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from lti_app.activity.answers_rules import Answers, load_answers
from lti_app.activity.records import CompletionRecord, DiscardedDraft, Draft, Question, Submission
from lti_app.activity.version_rules import Held, version_after
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef

_PEOPLE = table("people", column("id"))
_LATER = aliased(Submission)
IS_NEWEST: ColumnElement[bool] = (
    ~select(_LATER.id)
    .where(
        _LATER.person_id == Submission.person_id,
        _LATER.activity_key == Submission.activity_key,
        _LATER.task_key == Submission.task_key,
        _LATER.number > Submission.number,
    )
    .exists()
)
"""Whether a submission is what its person submitted last for its task."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was submitted for a task last: the answers, how often so far, when, and to which question."""

    answers: Answers
    number: int
    submitted_at: datetime
    question_digest: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the service holds for one task of one person; `drafted` says whether a draft waits."""

    held: Held
    submitted: Submitted | None
    drafted: bool


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One submission as it is kept, with the text of its question; `awaits` "" where nobody's word is missing."""

    ref: TaskRef
    number: int
    answers: str
    submitted_at: datetime
    question_digest: str
    question: str
    awaits: str


def lock_person(session: Session, person_id: int) -> None:
    """Make this person's changes wait for one another until the transaction ends.

    Two tasks submitted in the same moment would otherwise not see each other, and the week would stay
    incomplete. SQLite needs no lock: its writers already go one at a time. The key is left open (FOR NO KEY UPDATE):
    whoever holds a cohort and writes a row of this person's would otherwise wait for one who waits for that cohort.
    """
    session.execute(select(_PEOPLE.c.id).where(_PEOPLE.c.id == person_id).with_for_update(key_share=True))


def find_draft(session: Session, *, person_id: int, ref: TaskRef) -> Draft | None:
    """The draft that waits for that task."""
    return session.scalar(
        select(Draft).where(
            Draft.person_id == person_id, Draft.activity_key == ref.activity, Draft.task_key == ref.task
        )
    )


def load_evidence(session: Session, *, person_id: int, ref: TaskRef) -> Evidence:
    """What the service holds for that task: the draft and the last submission."""
    draft = find_draft(session, person_id=person_id, ref=ref)
    last = find_last_submission(session, person_id=person_id, ref=ref)
    submitted = None
    if last is not None:
        submitted = Submitted(
            load_answers(last.answers), last.number, last.submitted_at, last.question_digest
        )
    if draft is not None:
        answers = load_answers(draft.answers)
        return Evidence(Held(answers, draft.version, draft.editor, draft.saved_at), submitted, drafted=True)
    if submitted is None:
        return Evidence(Held(), None, drafted=False)
    version = version_after(submissions=submitted.number)
    return Evidence(
        Held(submitted.answers, version, saved_at=submitted.submitted_at), submitted, drafted=False
    )


def find_last_submission(session: Session, *, person_id: int, ref: TaskRef) -> Submission | None:
    """What the person submitted last for that task."""
    return session.scalar(
        select(Submission).where(
            Submission.person_id == person_id,
            Submission.activity_key == ref.activity,
            Submission.task_key == ref.task,
            IS_NEWEST,
        )
    )


def list_kept_versions(session: Session, *, person_id: int) -> tuple[KeptVersion, ...]:
    """Everything that the person has submitted, each task's last version first."""
    rows = session.execute(
        select(Submission, Question.text)
        .join(Question, Question.digest == Submission.question_digest)
        .where(Submission.person_id == person_id)
        .order_by(Submission.activity_key, Submission.task_key, Submission.number.desc())
    )
    return tuple(
        KeptVersion(
            TaskRef(ActivityKey(one.activity_key), TaskKey(one.task_key)),
            one.number,
            one.answers,
            one.submitted_at,
            one.question_digest,
            question,
            str(one.awaits) if one.awaits is not None and one.settled_at is None else "",
        )
        for one, question in rows
    )


def record_draft(
    session: Session, *, person_id: int, ref: TaskRef, answers: str, version: int, editor: str, now: datetime
) -> None:
    """Keep `answers` (JSON) as the draft of that task, in place of the draft there was."""
    draft = find_draft(session, person_id=person_id, ref=ref)
    if draft is None:
        draft = Draft(person_id=person_id, activity_key=ref.activity, task_key=ref.task)
        session.add(draft)
    draft.answers, draft.version, draft.editor, draft.saved_at = answers, version, editor, now


def clear_draft(session: Session, *, person_id: int, ref: TaskRef) -> None:
    """Take the draft of that task away, if there is one."""
    session.execute(
        delete(Draft).where(
            Draft.person_id == person_id, Draft.activity_key == ref.activity, Draft.task_key == ref.task
        )
    )


def record_discarded(session: Session, *, person_id: int, ref: TaskRef, now: datetime) -> None:
    """Move the draft of that task among those that were thrown away, in place of an earlier one."""
    draft = find_draft(session, person_id=person_id, ref=ref)
    if draft is None:
        return
    kept = find_discarded(session, person_id=person_id, ref=ref)
    if kept is None:
        kept = DiscardedDraft(person_id=person_id, activity_key=ref.activity, task_key=ref.task)
        session.add(kept)
    kept.answers, kept.discarded_at = draft.answers, now
    clear_draft(session, person_id=person_id, ref=ref)


def find_discarded(session: Session, *, person_id: int, ref: TaskRef) -> DiscardedDraft | None:
    """The draft of that task that was thrown away last."""
    return session.scalar(
        select(DiscardedDraft).where(
            DiscardedDraft.person_id == person_id,
            DiscardedDraft.activity_key == ref.activity,
            DiscardedDraft.task_key == ref.task,
        )
    )


def record_question(session: Session, *, digest: str, text: str) -> None:
    """Keep a question under its digest, once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Question).values(digest=digest, text=text).on_conflict_do_nothing())


def record_completion(
    session: Session, *, person_id: int, activity_key: str, now: datetime
) -> tuple[datetime, bool]:
    """When the person completed the activity, and whether that is new: `now` then; it is never taken back."""
    found = session.scalar(
        select(CompletionRecord).where(
            CompletionRecord.person_id == person_id, CompletionRecord.activity_key == activity_key
        )
    )
    if found is not None:
        return found.completed_at, False
    session.add(CompletionRecord(person_id=person_id, activity_key=activity_key, completed_at=now))
    return now, True
