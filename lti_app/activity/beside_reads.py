"""What stands beside a task: the answers it looks back on, the thread it goes on with, and its question as it was."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import NO_ANSWERS
from lti_app.activity.evidence_records import Evidence, Submitted, load_evidence
from lti_app.activity.listing_rules import Facts
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Question
from lti_app.activity.shown_rules import list_shown
from lti_app.activity.task_page_rules import Beside, EarlierAnswers, ThreadEntry
from lti_app.activity.version_rules import Held
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import (
    Activity,
    Asks,
    Briefing,
    FinalRating,
    Programme,
    ReflectOn,
    Task,
    TaskRef,
    Touchpoint,
)
from lti_app.review.told_rules import ToldFeedback, list_told
from lti_app.review.work_records import load_work

NO_EVIDENCE = Evidence(Held(), None, drafted=False)


def find_evidence(session: Session, facts: Facts, visit: Visit, ref: TaskRef) -> Evidence:
    """What is held for a task; nothing for a trainer's preview."""
    if facts.is_preview:
        return NO_EVIDENCE
    return load_evidence(session, person_id=visit.person_id, ref=ref)


def find_beside(
    session: Session,
    facts: Facts,
    visit: Visit,
    programme: Programme,
    activity: Activity,
    task: Task,
    submitted: Submitted | None,
) -> Beside:
    """All that stands beside `task` for this visit's person."""
    return Beside(
        earlier=_find_earlier(session, facts, visit, programme, task),
        thread=_list_thread(session, facts, visit, activity, task),
        question_then=_find_question_then(session, task, submitted),
        told=_list_told(session, facts, visit, TaskRef(activity.key, task.key), task),
        boundary=programme.trainer_boundary,
        is_returned=TaskRef(activity.key, task.key) in facts.states.returned,
    )


def _list_told(
    session: Session, facts: Facts, visit: Visit, ref: TaskRef, task: Task
) -> tuple[ToldFeedback, ...]:
    """What the trainer has said of this task; asked for only where something was said."""
    if all(one.ref != ref for one in facts.states.feedback):
        return ()
    return list_told(task=task, work=load_work(session, person_id=visit.person_id, ref=ref))


def _find_earlier(
    session: Session, facts: Facts, visit: Visit, programme: Programme, task: Task
) -> EarlierAnswers | None:
    ref = _find_earlier_ref(task.asks)
    if ref is None:
        return None
    earlier = programme.get_task(ref)
    submitted = find_evidence(session, facts, visit, ref).submitted
    answers = submitted.answers if submitted is not None else NO_ANSWERS
    parts = list_shown(asks=earlier.asks, answers=answers)
    if isinstance(task.asks, Briefing):
        parts = tuple(part for part in parts if "briefing" in part.heading)
    return EarlierAnswers(earlier.title, parts)


def _find_earlier_ref(asks: Asks) -> TaskRef | None:
    match asks:
        case ReflectOn(task=ref) | Briefing(earlier=ref) | FinalRating(again_of=ref):
            return ref
        case _:
            return None


def _list_thread(
    session: Session, facts: Facts, visit: Visit, activity: Activity, task: Task
) -> tuple[ThreadEntry, ...]:
    """The entries of the thread before this one, as they were submitted last."""
    if not isinstance(task.asks, Touchpoint) or facts.is_preview:
        return ()
    entries = []
    for one in activity.tasks[: activity.tasks.index(task)]:
        ref = TaskRef(activity.key, one.key)
        if not isinstance(one.asks, Touchpoint) or ref not in facts.done:
            continue
        found = find_evidence(session, facts, visit, ref).submitted
        if found is not None:
            text = found.answers.get("text")
            entries.append(ThreadEntry(one.title, one.asks.perspective, text, found.submitted_at))
    return tuple(entries)


def _find_question_then(session: Session, task: Task, submitted: Submitted | None) -> str | None:
    """The question that was answered, where it is no longer the question of the pack."""
    if submitted is None or submitted.question_digest == digest_question(write_question(task)):
        return None
    question = session.get(Question, submitted.question_digest)
    return question.text if question is not None else None
