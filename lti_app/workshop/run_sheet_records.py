"""What trainers of a cohort have ticked and noted on a workshop's run sheet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant
from lti_app.secret_text import SecretText


class RunSheetNote(Base):
    """That a message of a session was conveyed, and what was done instead of the plan; `message_key` "" for the notes
    of the session as a whole."""

    __tablename__ = "run_sheet_notes"
    __table_args__ = (UniqueConstraint("cohort_id", "workshop_key", "session_key", "message_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    workshop_key: Mapped[str] = mapped_column(String(64))
    session_key: Mapped[str] = mapped_column(String(64))
    message_key: Mapped[str] = mapped_column(String(64))
    conveyed: Mapped[bool]
    note: Mapped[str] = mapped_column(SecretText)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


def list_run_sheet_notes(session: Session, *, cohort_id: int, workshop_key: str) -> list[RunSheetNote]:
    """What is ticked and noted on the run sheet of a cohort's workshop."""
    query = select(RunSheetNote).where(
        RunSheetNote.cohort_id == cohort_id, RunSheetNote.workshop_key == workshop_key
    )
    return list(session.scalars(query))
