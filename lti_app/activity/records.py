"""The evidence of learning: drafts, submissions with the question they answered, and completions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, column, func, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing as MemberStanding
from lti_app.database import Base, Instant, SecretText
from lti_app.programme.model import ActivityKey, TaskKey, TaskRef

TAKING_PART = MemberStanding.TAKING_PART.value
_MEMBERSHIPS = table(
    "memberships",
    column("cohort_id"),
    column("person_id"),
    column("role"),
    column("left_at"),
    column("standing"),
)


class Draft(Base):
    """What a person has typed for a task and not submitted; `version` rises with each save."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "activity_key", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    answers: Mapped[str] = mapped_column(SecretText)
    version: Mapped[int]
    editor: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Question(Base):
    """A question as it stood when somebody answered it, kept once for all its answers under its digest."""

    __tablename__ = "questions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Submission(Base):
    """An answer as submitted, with the question that it answers and the pack's version. `answers` is JSON."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("person_id", "activity_key", "task_key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    answers: Mapped[str] = mapped_column(SecretText)
    question_digest: Mapped[str] = mapped_column(ForeignKey("questions.digest"))
    pack_version: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(Instant)


class CompletionRecord(Base):
    """That a person completed an activity, once and for good."""

    __tablename__ = "completions"
    __table_args__ = (UniqueConstraint("person_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    activity_key: Mapped[str] = mapped_column(String(64))
    completed_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A task that a person has submitted: when first, when last, and how many times."""

    ref: TaskRef
    first_at: datetime
    last_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class DraftState:
    """That a draft waits, and when it was last saved; not what it says."""

    ref: TaskRef
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class PersonStates:
    """Where one person stands, over all cohorts: evidence is a person's and moves with them."""

    tasks: tuple[DoneTask, ...]
    drafts: tuple[DraftState, ...]
    completed: frozenset[ActivityKey]

    @property
    def done(self) -> frozenset[TaskRef]:
        """The tasks that the person has done."""
        return frozenset(task.ref for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a participant of a cohort has done of some activities, and when the last of it was first done."""

    person_id: int
    done: frozenset[TaskRef]
    earned_at: datetime


def list_done(session: Session, person_id: int) -> tuple[DoneTask, ...]:
    """Every task that the person has submitted, in whatever cohort."""
    of_task = (Submission.activity_key, Submission.task_key)
    rows = session.execute(
        select(
            *of_task,
            func.min(Submission.submitted_at, type_=Instant),
            func.max(Submission.submitted_at, type_=Instant),
            func.max(Submission.number),
        )
        .where(Submission.person_id == person_id)
        .group_by(*of_task)
    )
    return tuple(DoneTask(_ref(row[0], row[1]), row[2], row[3], row[4]) for row in rows)


def list_states(session: Session, person_id: int) -> PersonStates:
    """Where the person stands in every task: submitted, drafted, and which activities are complete."""
    drafts = session.execute(
        select(Draft.activity_key, Draft.task_key, Draft.saved_at).where(Draft.person_id == person_id)
    )
    completed = session.scalars(
        select(CompletionRecord.activity_key).where(CompletionRecord.person_id == person_id)
    )
    return PersonStates(
        tasks=list_done(session, person_id),
        drafts=tuple(DraftState(_ref(row[0], row[1]), row[2]) for row in drafts),
        completed=frozenset(ActivityKey(key) for key in completed),
    )


def list_standing(
    session: Session, *, cohort_id: int, activity_keys: Sequence[str], with_gone: bool = False
) -> tuple[Standing, ...]:
    """What each participant of the cohort has done of those activities, wherever it was done.

    Who has left, deferred or withdrawn earns nothing there any more and is in it only `with_gone`. Give the keys of
    the included case activities too. Whoever has done nothing of them is left out.
    """
    first_at = func.min(Submission.submitted_at, type_=Instant)
    of_task = (Submission.person_id, Submission.activity_key, Submission.task_key)
    here = () if with_gone else (_MEMBERSHIPS.c.left_at.is_(None), _MEMBERSHIPS.c.standing == TAKING_PART)
    rows = session.execute(
        select(*of_task, first_at)
        .join(_MEMBERSHIPS, _MEMBERSHIPS.c.person_id == Submission.person_id)
        .where(
            _MEMBERSHIPS.c.cohort_id == cohort_id,
            _MEMBERSHIPS.c.role == Role.PARTICIPANT.value,
            Submission.activity_key.in_(activity_keys),
            *here,
        )
        .group_by(*of_task)
        .order_by(Submission.person_id, first_at)
    )
    done: dict[int, list[tuple[TaskRef, datetime]]] = {}
    for person_id, activity_key, task_key, at in rows:
        done.setdefault(person_id, []).append((_ref(activity_key, task_key), at))
    return tuple(
        Standing(person_id, frozenset(ref for ref, _ in tasks), tasks[-1][1])
        for person_id, tasks in done.items()
    )


def _ref(activity_key: str, task_key: str) -> TaskRef:
    return TaskRef(ActivityKey(activity_key), TaskKey(task_key))
