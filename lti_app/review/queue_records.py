"""The trainers' queue: for each piece of writing its newest version and what was said of it, and not a word of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.gate.facts_rules import Awaited
from lti_app.programme.model import Task, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.review.queue_rules import WorkState, write_ref
from lti_app.review.reading_rules import decide_is_queued


class QueuedWork(Base):
    """The newest version of a piece of writing, `number`, as submitted for `ref` ("activity/task").

    Written with each submission and with each feedback, and says again what they say (docs/decisions/0022).
    `is_held` says that completion waits for the trainer's word.
    """

    __tablename__ = "queued_work"
    __table_args__ = (
        Index(
            "ix_queued_work_in_order",
            *("organisation_id", "state", "submitted_at", "person_id", "ref", "is_held"),
        ),
        Index("ix_queued_work_of_all", "organisation_id", "submitted_at", "person_id", "ref", "is_held"),
        Index(
            "ix_queued_work_held",
            *("organisation_id", "state", "submitted_at", "person_id", "ref", "is_held"),
            # As SQLAlchemy writes the condition for each, or the index would not be used.
            sqlite_where=text("is_held = 1"),
            postgresql_where=text("is_held"),
        ),
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ref: Mapped[str] = mapped_column(String(130), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[WorkState] = mapped_column(closed_set(WorkState))
    is_held: Mapped[bool]


def queue_work(
    session: Session,
    *,
    whose: tuple[int, int],
    ref: TaskRef,
    task: Task,
    number: int,
    awaits: Awaited | None,
    now: datetime,
) -> None:
    """Put what is submitted into the queue, in place of its last version; nothing where no trainer may read it.

    `whose` are the numbers of the person and of their organisation.
    """
    if not decide_is_queued(task):
        return
    person_id, organisation_id = whose
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    kept = {
        "organisation_id": organisation_id,
        "number": number,
        "submitted_at": now,
        "state": WorkState.WAITING,
        "is_held": awaits is Awaited.TRAINER,
    }
    session.execute(
        insert(QueuedWork)
        .values(person_id=person_id, ref=write_ref(ref), **kept)
        .on_conflict_do_update(index_elements=[QueuedWork.person_id, QueuedWork.ref], set_=kept)
    )


def record_decision(session: Session, *, person_id: int, ref: TaskRef, decision: Decision) -> None:
    """What a trainer says of the newest version; what is accepted holds nothing up any more."""
    changed: dict[str, Any] = {"state": WorkState(decision.value)}
    if decision is Decision.ACCEPTED:
        changed["is_held"] = False
    session.execute(
        update(QueuedWork)
        .where(QueuedWork.person_id == person_id, QueuedWork.ref == write_ref(ref))
        .values(**changed)
    )
