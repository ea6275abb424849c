"""The evidence of learning: drafts, submissions with the question they answered, and completions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.activity.state_rules import DoneTask, DraftState, PersonStates, Standing
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing as MemberStanding
from lti_app.database import Base, Instant, closed_set
from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited
from lti_app.programme.model import ActivityKey, SignOff, TaskKey, TaskRef
from lti_app.secret_text import SecretText
from lti_app.workshop.attendance_rules import ATTENDING

__all__ = [
    "COUNTS",
    "CompletionRecord",
    "DiscardedDraft",
    "DoneTask",
    "Draft",
    "DraftState",
    "PersonStates",
    "Question",
    "Standing",
    "Submission",
    "list_standing",
]
TAKING_PART = MemberStanding.TAKING_PART.value
_MEMBERSHIPS = table(
    "memberships",
    column("cohort_id"),
    column("person_id"),
    column("role"),
    column("left_at"),
    column("standing"),
)
_ATTENDANCE = table(
    "attendance",
    column("person_id"),
    column("workshop_key"),
    column("presence"),
    column("marked_at", Instant),
    column("undone_at"),
)
_SIGN_OFFS = table(
    "sign_offs", column("person_id"), column("sign_off"), column("given_at", Instant), column("void_at")
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


class DiscardedDraft(Base):
    """A draft that was thrown away, kept for its writer to bring back; a later one takes its place."""

    __tablename__ = "discarded_drafts"
    __table_args__ = (UniqueConstraint("person_id", "activity_key", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    answers: Mapped[str] = mapped_column(SecretText)
    discarded_at: Mapped[datetime] = mapped_column(Instant)


class Question(Base):
    """A question as it stood when somebody answered it, kept once for all its answers under its digest."""

    __tablename__ = "questions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Submission(Base):
    """An answer as submitted, with the question that it answers and the pack's version. `answers` is JSON.

    `awaits` is whose word it waits for before it counts, None for nobody's: it holds for this answer for good, whatever
    a cohort chooses later. `settled_at` is when that word was given.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_key", "task_key", "number"),
        Index("ix_submissions_of_task", "activity_key", "task_key", "person_id"),
        Index(
            "ix_submissions_awaiting",
            *("awaits", "person_id"),
            sqlite_where=text("awaits IS NOT NULL AND settled_at IS NULL"),
            postgresql_where=text("awaits IS NOT NULL AND settled_at IS NULL"),
        ),
    )

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
    awaits: Mapped[Awaited | None] = mapped_column(closed_set(Awaited))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


COUNTS = or_(Submission.awaits.is_(None), Submission.settled_at.is_not(None))
"""Whether a submission counts: nobody's word is awaited any more."""


class CompletionRecord(Base):
    """That a person completed an activity, once and for good."""

    __tablename__ = "completions"
    __table_args__ = (UniqueConstraint("person_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    activity_key: Mapped[str] = mapped_column(String(64))
    completed_at: Mapped[datetime] = mapped_column(Instant)


def list_standing(
    session: Session,
    *,
    cohort_id: int,
    activity_keys: Sequence[str],
    person_id: int | None = None,
    with_gone: bool = False,
) -> tuple[Standing, ...]:
    """What counts, of those activities, for each participant of the cohort or for one, wherever it was done.

    Attendance and verification count by their marks. Who has left, deferred or withdrawn earns nothing there any more
    and is in it only `with_gone`. Give the keys of all that counts (`completion_rules.list_counting_keys`). Whoever has
    nothing of them is left out.
    """
    here = () if with_gone else (_MEMBERSHIPS.c.left_at.is_(None), _MEMBERSHIPS.c.standing == TAKING_PART)
    alone = () if person_id is None else (_MEMBERSHIPS.c.person_id == person_id,)
    members = (
        _MEMBERSHIPS.c.cohort_id == cohort_id,
        _MEMBERSHIPS.c.role == Role.PARTICIPANT.value,
        *here,
        *alone,
    )
    rows = session.execute(_select_counted(activity_keys, members)).all()
    done: dict[int, list[tuple[TaskRef, datetime]]] = {}
    for person_id, activity_key, task_key, at in sorted(rows, key=lambda row: (row[0], row[3])):
        done.setdefault(person_id, []).append((_ref(activity_key, task_key), at))
    return tuple(
        Standing(person_id, frozenset(ref for ref, _ in tasks), tasks[-1][1])
        for person_id, tasks in done.items()
    )


def _select_counted(
    activity_keys: Sequence[str], members: Sequence[ColumnElement[bool]]
) -> CompoundSelect[int, str, str, datetime]:
    at = func.min(func.coalesce(Submission.settled_at, Submission.submitted_at), type_=Instant)
    of_task = (Submission.person_id, Submission.activity_key, Submission.task_key)
    attended, signed = _ATTENDANCE.c, _SIGN_OFFS.c
    return union_all(
        select(*of_task, at.label("at"))
        .join(_MEMBERSHIPS, _MEMBERSHIPS.c.person_id == Submission.person_id)
        .where(*members, Submission.activity_key.in_(activity_keys), COUNTS)
        .group_by(*of_task),
        select(attended.person_id, attended.workshop_key, literal(ATTENDED), attended.marked_at)
        .join(_MEMBERSHIPS, _MEMBERSHIPS.c.person_id == attended.person_id)
        .where(
            *members,
            attended.workshop_key.in_(activity_keys),
            attended.undone_at.is_(None),
            attended.presence.in_([one.value for one in ATTENDING]),
        ),
        select(signed.person_id, literal(VERIFIED.activity), literal(VERIFIED.task), signed.given_at)
        .join(_MEMBERSHIPS, _MEMBERSHIPS.c.person_id == signed.person_id)
        .where(
            *members,
            signed.sign_off == SignOff.PORTFOLIO.value,
            signed.void_at.is_(None),
            literal(VERIFIED.activity in activity_keys),
        ),
    )


def _ref(activity_key: str, task_key: str) -> TaskRef:
    return TaskRef(ActivityKey(activity_key), TaskKey(task_key))
