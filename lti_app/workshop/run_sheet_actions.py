"""What a trainer ticks and notes on a run sheet, and looking at the cohort's questions; each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.records import Submission
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person, lock_cohort
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.records import record_look
from lti_app.programme.model import Programme, Readers, TaskRef
from lti_app.workshop.day_rules import find_workshop, list_question_tasks
from lti_app.workshop.run_sheet_records import RunSheetNote, list_run_sheet_notes
from lti_app.workshop.run_sheet_rules import AskedQuestion, Tick, group_questions

_TRAINER_READS = frozenset({Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER})


@dataclass(frozen=True, slots=True)
class TaskQuestions:
    """The questions asked in one task; `none` is how many said that they have none."""

    title: str
    week_title: str
    questions: tuple[AskedQuestion, ...]
    people: int
    none: int


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The cohort's questions for a workshop, by the task in which they were asked."""

    key: str
    title: str
    module: int
    tasks: tuple[TaskQuestions, ...]


def keep_ticks(
    *,
    cohort_id: int,
    workshop_key: str,
    session_key: str,
    ticks: Sequence[Tick],
    by_id: int,
    now: datetime,
) -> int:
    """How many messages and notes changed; what is as it was keeps who set it, and when."""
    with transaction() as session:
        lock_cohort(session, cohort_id)
        kept = {
            (one.session_key, one.message_key): one
            for one in list_run_sheet_notes(session, cohort_id=cohort_id, workshop_key=workshop_key)
        }
        changed = 0
        for tick in ticks:
            row = kept.get((session_key, tick.message_key))
            before = (row.conveyed, row.note) if row else (False, "")
            if before == (tick.conveyed, tick.note):
                continue
            changed += 1
            if row is None:
                row = RunSheetNote(
                    cohort_id=cohort_id,
                    workshop_key=workshop_key,
                    session_key=session_key,
                    message_key=tick.message_key,
                )
                session.add(row)
            row.conveyed, row.note, row.set_at, row.set_by_id = tick.conveyed, tick.note, now, by_id
        return changed


def look_at_questions(*, visit: Visit, programme: Programme, key: str, now: datetime) -> QuestionsPage:
    """What the cohort asks for a workshop, and each look at somebody's writing kept. Raises NotHere."""
    workshop = find_workshop(programme=programme, key=key)
    if workshop is None:
        raise NotHere("no such workshop")
    refs = [
        ref
        for ref in list_question_tasks(programme=programme, workshop=workshop)
        if programme.get_task(ref).readers in _TRAINER_READS
    ]
    with transaction() as session:
        kept = _list_last(session, visit.cohort_id, refs)
        for row, _ in kept:
            record_look(
                session,
                cohort_id=visit.cohort_id,
                looker_id=visit.person_id,
                person_id=row.person_id,
                role=visit.role.value,
                activity_key=row.activity_key,
                tasks=(f"{row.activity_key}/{row.task_key}",),
                now=now,
            )
        return QuestionsPage(
            workshop.key,
            workshop.title,
            workshop.module,
            tuple(_gather(programme, ref, kept) for ref in refs),
        )


def _list_last(session: Session, cohort_id: int, refs: Sequence[TaskRef]) -> list[tuple[Submission, str]]:
    """What each participant submitted last for those tasks, with their name."""
    if not refs:
        return []
    named = or_(
        *(and_(Submission.activity_key == ref.activity, Submission.task_key == ref.task) for ref in refs)
    )
    of_task = (Submission.person_id, Submission.activity_key, Submission.task_key)
    last = (
        select(*of_task, func.max(Submission.number).label("number"))
        .where(named)
        .group_by(*of_task)
        .subquery()
    )
    rows = session.execute(
        select(Submission, Person.names)
        .join(
            last,
            and_(
                Submission.person_id == last.c.person_id,
                Submission.activity_key == last.c.activity_key,
                Submission.task_key == last.c.task_key,
                Submission.number == last.c.number,
            ),
        )
        .join(Person, Person.id == Submission.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.cohort_id == cohort_id, Membership.role == Role.PARTICIPANT)
        .order_by(Submission.submitted_at, Submission.id)
    )
    return [(row, read_name(names, row.person_id)) for row, names in rows]


def _gather(programme: Programme, ref: TaskRef, kept: Sequence[tuple[Submission, str]]) -> TaskQuestions:
    here = [(row, name) for row, name in kept if (row.activity_key, row.task_key) == (ref.activity, ref.task)]
    asked, none = [], 0
    for row, name in here:
        answers = load_answers(row.answers)
        texts = [text for field, text in answers.fields if field.startswith("question.") and text.strip()]
        none += not texts
        asked += [(text, name) for text in texts]
    return TaskQuestions(
        title=programme.get_task(ref).title,
        week_title=programme.activities[ref.activity].title,
        questions=group_questions(asked),
        people=len(here),
        none=none,
    )
