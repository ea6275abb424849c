"""Feedback on submissions as it was sent, and trainers' drafts of it; all of its words are encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, column, delete, select, table, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.cohort.name_rules import read_full_name
from lti_app.database import Base, Instant, closed_set
from lti_app.programme.model import TaskRef
from lti_app.review.decision_rules import Decision, GivenFeedback, MarginNote
from lti_app.secret_text import SecretText

_PEOPLE = table("people", column("id"), column("names", SecretText))


class Feedback(Base):
    """What a trainer said of one submission, once: `edition` rises as they change it before it is seen.

    `margins` is JSON. `asked` is what more is asked for, "" where the work is accepted.
    """

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    decision: Mapped[Decision] = mapped_column(closed_set(Decision))
    overall: Mapped[str] = mapped_column(SecretText)
    asked: Mapped[str] = mapped_column(SecretText)
    margins: Mapped[str] = mapped_column(SecretText)
    edition: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    seen_at: Mapped[datetime | None] = mapped_column(Instant)


class FeedbackDraft(Base):
    """What a trainer has typed on somebody's task and not sent; theirs alone. `answers` is JSON, as a task's draft is.

    `number` is the submission that it was typed on; a later one finds it again.
    """

    __tablename__ = "feedback_drafts"
    __table_args__ = (UniqueConstraint("trainer_id", "person_id", "activity_key", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    answers: Mapped[str] = mapped_column(SecretText)
    version: Mapped[int]
    editor: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(Instant)


def list_feedback(session: Session, *, person_id: int) -> tuple[GivenFeedback, ...]:
    """All the feedback that a person has been sent, by task, the newest version's first; one query."""
    return _read(session, _select(person_id))


def list_task_feedback(session: Session, *, person_id: int, ref: TaskRef) -> tuple[GivenFeedback, ...]:
    """The feedback that a person has been sent on one task, the newest version's first."""
    query = _select(person_id).where(Feedback.activity_key == ref.activity, Feedback.task_key == ref.task)
    return _read(session, query)


def find_feedback(session: Session, *, submission_id: int) -> Feedback | None:
    """The feedback on one submission."""
    return session.scalar(select(Feedback).where(Feedback.submission_id == submission_id))


def find_feedback_draft(
    session: Session, *, trainer_id: int, person_id: int, ref: TaskRef
) -> FeedbackDraft | None:
    """What the trainer has typed on that task and not sent."""
    return session.scalar(
        select(FeedbackDraft).where(
            FeedbackDraft.trainer_id == trainer_id,
            FeedbackDraft.person_id == person_id,
            FeedbackDraft.activity_key == ref.activity,
            FeedbackDraft.task_key == ref.task,
        )
    )


def clear_feedback_draft(session: Session, *, trainer_id: int, person_id: int, ref: TaskRef) -> None:
    """Take that draft away, if there is one."""
    session.execute(
        delete(FeedbackDraft).where(
            FeedbackDraft.trainer_id == trainer_id,
            FeedbackDraft.person_id == person_id,
            FeedbackDraft.activity_key == ref.activity,
            FeedbackDraft.task_key == ref.task,
        )
    )


def record_seen(session: Session, *, person_id: int, ref: TaskRef, now: datetime) -> None:
    """The person has seen all the feedback on that task; when they first did so stays."""
    session.execute(
        update(Feedback)
        .where(
            Feedback.person_id == person_id,
            Feedback.activity_key == ref.activity,
            Feedback.task_key == ref.task,
            Feedback.seen_at.is_(None),
        )
        .values(seen_at=now)
    )


def write_margins(notes: Iterable[MarginNote]) -> str:
    """The notes as JSON."""
    return json.dumps(
        [[one.passage, one.sentence, one.quote, one.words] for one in notes], ensure_ascii=False
    )


def load_margins(text: str) -> tuple[MarginNote, ...]:
    """The notes that `write_margins` wrote."""
    return tuple(
        MarginNote(int(passage), int(sentence), quote, words)
        for passage, sentence, quote, words in json.loads(text)
    )


def _select(person_id: int) -> Select[Any]:
    return (
        select(Feedback, _PEOPLE.c.names)
        .join(_PEOPLE, _PEOPLE.c.id == Feedback.sent_by_id, isouter=True)
        .where(Feedback.person_id == person_id)
        .order_by(Feedback.activity_key, Feedback.task_key, Feedback.number.desc())
    )


def _read(session: Session, query: Select[Any]) -> tuple[GivenFeedback, ...]:
    return tuple(
        GivenFeedback(
            activity_key=one.activity_key,
            task_key=one.task_key,
            number=one.number,
            decision=one.decision,
            overall=one.overall,
            asked=one.asked,
            margins=load_margins(one.margins),
            by="" if names is None else read_full_name(names),
            at=one.sent_at,
            seen_at=one.seen_at,
        )
        for one, names in session.execute(query)
    )
