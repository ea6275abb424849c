"""The evidence of learning: drafts, submissions with the question they answered, and completions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.database import Base, Instant, SecretText


class Draft(Base):
    """What a person has typed for a task and not submitted. `version` rises with each save; `answers` is JSON."""

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
