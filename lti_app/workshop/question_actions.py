"""Looking at what a cohort asks for a workshop: a page of the questions, and the look at each person's kept with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.evidence_records import IS_NEWEST
from lti_app.activity.records import Submission
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.records import record_looks
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef
from lti_app.review.reading_rules import decide_may_read
from lti_app.workshop.day_rules import find_workshop, list_question_tasks
from lti_app.workshop.run_sheet_rules import AskedQuestion, group_questions

QUESTIONS_A_PAGE, MOST_NAMED = 100, 20
"""How many questions a page shows of each task, and how many of those who asked the same one it names."""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question, how many people asked it, and what the first of them are called."""

    text: str
    people: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskQuestions:
    """The questions asked in one task: those of this page, and how many there are; `none` is how many have none."""

    title: str
    week_title: str
    questions: tuple[ShownQuestion, ...]
    total: int
    people: int
    none: int


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """A page of the cohort's questions for a workshop, by the task in which they were asked."""

    key: str
    title: str
    module: int
    tasks: tuple[TaskQuestions, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked in one task, those asked most often first, the part that is shown, and who has no question."""

    ref: TaskRef
    people: int
    questions: tuple[AskedQuestion, ...]
    without: tuple[int, ...]
    shown: tuple[AskedQuestion, ...] = ()


def look_at_questions(
    *, visit: Visit, programme: Programme, key: str, page: int, now: datetime
) -> QuestionsPage:
    """A page of what the cohort asks for a workshop, and each look at somebody's writing kept. Raises NotHere."""
    workshop = find_workshop(programme=programme, key=key)
    if workshop is None:
        raise NotHere("no such workshop")
    refs = [
        ref
        for ref in list_question_tasks(programme=programme, workshop=workshop)
        if decide_may_read(readers=programme.get_task(ref).readers, is_own=False, is_trainer=True)
    ]
    with transaction() as session:
        found = [_group(ref, sent) for ref, sent in _list_sent(session, visit.cohort_id, refs).items()]
        pages = max((-(-len(one.questions) // QUESTIONS_A_PAGE) for one in found), default=1)
        page = max(1, min(page, pages))
        asked = [_cut(one, page) for one in found]
        record_looks(
            session,
            cohort_id=visit.cohort_id,
            looker_id=visit.person_id,
            role=visit.role.value,
            seen=[look for one in asked for look in _list_looks(one)],
            now=now,
        )
        names = _list_names(session, {number for one in asked for number in _list_named(one)})
    return QuestionsPage(
        workshop.key,
        workshop.title,
        workshop.module,
        tuple(_show(programme, one, names) for one in asked),
        page,
        pages,
    )


def _list_sent(
    session: Session, cohort_id: int, refs: Sequence[TaskRef]
) -> dict[TaskRef, list[tuple[int, str]]]:
    """What whoever takes part submitted last for each of those tasks, oldest first: their number, and the answers."""
    found: dict[TaskRef, list[tuple[int, str]]] = {ref: [] for ref in refs}
    if not refs:
        return found
    named = or_(
        *(and_(Submission.activity_key == ref.activity, Submission.task_key == ref.task) for ref in refs)
    )
    rows = session.execute(
        select(Submission.person_id, Submission.activity_key, Submission.task_key, Submission.answers)
        .join(Membership, Membership.person_id == Submission.person_id)
        .where(
            named,
            IS_NEWEST,
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            Membership.left_at.is_(None),
            Membership.standing == Standing.TAKING_PART,
        )
        .order_by(Submission.submitted_at, Submission.id)
    )
    for person_id, activity, task, answers in rows:
        found[TaskRef(ActivityKey(activity), TaskKey(task))].append((person_id, answers))
    return found


def _group(ref: TaskRef, sent: Sequence[tuple[int, str]]) -> _Asked:
    asked, without = [], []
    for person_id, kept in sent:
        texts = [
            text
            for field, text in load_answers(kept).fields
            if field.startswith("question.") and text.strip()
        ]
        asked += [(text, person_id) for text in texts]
        if not texts:
            without.append(person_id)
    return _Asked(ref, len(sent), group_questions(asked), tuple(without))


def _cut(asked: _Asked, page: int) -> _Asked:
    return replace(asked, shown=asked.questions[(page - 1) * QUESTIONS_A_PAGE : page * QUESTIONS_A_PAGE])


def _list_looks(asked: _Asked) -> list[tuple[int, str, str]]:
    """Whoever's words the page shows, and whoever it counts as having none, each once."""
    people = dict.fromkeys([*(number for one in asked.shown for number in one.askers), *asked.without])
    return [(number, asked.ref.activity, f"{asked.ref.activity}/{asked.ref.task}") for number in people]


def _list_named(asked: _Asked) -> list[int]:
    return [number for one in asked.shown for number in islice(one.askers, MOST_NAMED)]


def _list_names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.names).where(Person.id.in_(person_ids)))
    return {row.id: read_name(row.names, row.id) for row in rows}


def _show(programme: Programme, asked: _Asked, names: dict[int, str]) -> TaskQuestions:
    return TaskQuestions(
        title=programme.get_task(asked.ref).title,
        week_title=programme.activities[asked.ref.activity].title,
        questions=tuple(
            ShownQuestion(
                one.text, len(one.askers), tuple(names[number] for number in one.askers[:MOST_NAMED])
            )
            for one in asked.shown
        ),
        total=len(asked.questions),
        people=asked.people,
        none=len(asked.without),
    )
