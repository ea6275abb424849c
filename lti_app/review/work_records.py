"""One person's work on one task as a trainer meets it: who they are, every version, and what was said of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.records import Question, Submission
from lti_app.activity.version_rules import Held
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.gate.facts_rules import Awaited
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Task, TaskRef
from lti_app.review.layout_rules import Drafted, hold_feedback
from lti_app.review.outcome_rules import SentFeedback
from lti_app.review.records import Feedback, FeedbackDraft, find_feedback_draft, list_task_feedback
from lti_app.review.work_rules import Version, Work


def find_member(
    session: Session, visit: Visit, *, person_id: int | None = None, subject: str | None = None
) -> Person | None:
    """The participant of this visit's cohort of that number, or whom the LMS calls `subject`; or the visitor.

    Other trainers are not found: what they wrote as participants of another cohort is not this cohort's to read. Nor
    is anybody who left this cohort, deferred or withdrew, once they take part in another: their trainers are there.
    """
    elsewhere = aliased(Membership)
    taken_up = exists().where(
        elsewhere.person_id == Person.id,
        elsewhere.cohort_id != visit.cohort_id,
        elsewhere.role == Role.PARTICIPANT,
        elsewhere.left_at.is_(None),
        elsewhere.standing == Standing.TAKING_PART,
    )
    takes_part = and_(Membership.left_at.is_(None), Membership.standing == Standing.TAKING_PART)
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(
            Membership.cohort_id == visit.cohort_id,
            Person.organisation_id == visit.organisation_id,
            Person.issuer == Cohort.issuer,
            or_(Membership.role == Role.PARTICIPANT, Person.id == visit.person_id),
            or_(takes_part, Person.id == visit.person_id, ~taken_up),
        )
    )
    named = Person.id == person_id if subject is None else Person.subject == subject
    return session.scalar(query.where(named))


def name_person(person: Person) -> str:
    """The person's name as the LMS gives it, or their number."""
    return _name(person.id, person.names)


def _name(person_id: int, names: str) -> str:
    return read_full_name(names) or f"Person {person_id}"


def load_work(session: Session, *, person_id: int, ref: TaskRef) -> Work:
    """Every version of that task of that person with its feedback; two queries."""
    rows = session.execute(
        select(Submission, Question.text)
        .join(Question, Question.digest == Submission.question_digest)
        .where(
            Submission.person_id == person_id,
            Submission.activity_key == ref.activity,
            Submission.task_key == ref.task,
        )
        .order_by(Submission.number.desc())
    )
    versions = tuple(
        Version(
            submission_id=one.id,
            number=one.number,
            answers=load_answers(one.answers),
            submitted_at=one.submitted_at,
            digest=one.question_digest,
            question=text,
            waits=one.awaits is Awaited.TRAINER and one.settled_at is None,
        )
        for one, text in rows
    )
    return Work(versions, list_task_feedback(session, person_id=person_id, ref=ref))


def find_sent(session: Session, *, submission_id: int) -> tuple[SentFeedback | None, int]:
    """Who has sent what on a submission, and how often it was sent: None and 0 where nobody has."""
    row = session.execute(
        select(Feedback, Person.names)
        .join(Person, Person.id == Feedback.sent_by_id, isouter=True)
        .where(Feedback.submission_id == submission_id)
    ).one_or_none()
    if row is None:
        return None, 0
    one, names = row
    name = _name(one.sent_by_id, names) if one.sent_by_id is not None else ""
    return SentFeedback(one.sent_by_id, name, one.sent_at, one.decision, one.seen_at is not None), one.edition


def load_held(
    session: Session,
    *,
    trainer_id: int,
    person_id: int,
    ref: TaskRef,
    task: Task,
    work: Work,
    version: Version,
    edition: int,
    is_sender: bool,
) -> tuple[Held, bool]:
    """What the trainer's form on that version holds, and whether it is a draft."""
    draft = find_feedback_draft(session, trainer_id=trainer_id, person_id=person_id, ref=ref)
    drafted = _read_draft(draft) if draft is not None else None
    before = work.find(drafted.number) if drafted is not None else None
    held = hold_feedback(
        number=version.number,
        sections=version.lay_out(task),
        drafted=drafted,
        drafted_on=before.lay_out(task) if before is not None else (),
        sent=work.find_feedback(version.number) if is_sender else None,
        edition=edition,
    )
    return held, drafted is not None


def list_others_drafting(
    session: Session, *, trainer_id: int, person_id: int, ref: TaskRef
) -> tuple[tuple[str, datetime], ...]:
    """The other trainers who have begun to write on that task, and when they last saved."""
    rows = session.execute(
        select(Person, FeedbackDraft.saved_at)
        .join(FeedbackDraft, FeedbackDraft.trainer_id == Person.id)
        .where(
            FeedbackDraft.person_id == person_id,
            FeedbackDraft.activity_key == ref.activity,
            FeedbackDraft.task_key == ref.task,
            FeedbackDraft.trainer_id != trainer_id,
        )
        .order_by(FeedbackDraft.saved_at.desc())
        .limit(5)
    )
    return tuple((name_person(person), at) for person, at in rows)


def _read_draft(draft: FeedbackDraft) -> Drafted:
    return Drafted(load_answers(draft.answers), draft.number, draft.version, draft.editor, draft.saved_at)
