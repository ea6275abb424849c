"""Records of professional development that participants draft; nobody else reads them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant
from lti_app.secret_text import SecretText


class CpdRecord(Base):
    """One record, and the task whose work it was begun from; `version` rises with each save.

    `words` is JSON. A deleted one is kept for a while, for its writer to bring back.
    """

    __tablename__ = "cpd_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    task_key: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(SecretText)
    version: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, index=True)


def find_cpd_record(
    session: Session, record_id: int, *, person_id: int, locks: bool = False
) -> CpdRecord | None:
    """The person's own record of that number, deleted or not; `locks` holds it until the transaction ends."""
    query = select(CpdRecord).where(CpdRecord.id == record_id, CpdRecord.person_id == person_id)
    return session.scalar(query.with_for_update() if locks else query)


def find_begun(session: Session, *, person_id: int, activity_key: str, task_key: str) -> CpdRecord | None:
    """The record that was begun from a task, where one stands."""
    query = select(CpdRecord).where(
        CpdRecord.person_id == person_id,
        CpdRecord.activity_key == activity_key,
        CpdRecord.task_key == task_key,
        CpdRecord.deleted_at.is_(None),
    )
    return session.scalar(query.order_by(CpdRecord.id).limit(1))


def list_cpd_records(session: Session, *, person_id: int) -> list[CpdRecord]:
    """All records of a person, deleted ones too, the newest first."""
    query = select(CpdRecord).where(CpdRecord.person_id == person_id)
    return list(session.scalars(query.order_by(CpdRecord.begun_at.desc(), CpdRecord.id.desc())))
