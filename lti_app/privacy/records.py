"""The trail of looks: who has read whose writing, which, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant


class Look(Base):
    """That one person read another's submitted writing. `tasks` names the tasks whose words were shown, by key.

    It outlives the visit, and goes with either person when they are erased. `looker_id` is None where a line manager
    read it, whom `line_manager_id` names.
    """

    __tablename__ = "looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    looker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    line_manager_id: Mapped[int | None] = mapped_column(ForeignKey("line_managers.id", ondelete="SET NULL"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    activity_key: Mapped[str] = mapped_column(String(64))
    tasks: Mapped[str] = mapped_column(Text)


def record_look(
    session: Session,
    *,
    cohort_id: int,
    looker_id: int | None,
    person_id: int,
    role: str,
    activity_key: str,
    tasks: tuple[str, ...],
    now: datetime,
    line_manager_id: int | None = None,
) -> None:
    """Note that `looker_id` has been shown what `person_id` wrote; nothing where no words were shown, or their own."""
    if looker_id == person_id or not tasks:
        return
    session.add(
        Look(
            at=now,
            cohort_id=cohort_id,
            looker_id=looker_id,
            line_manager_id=line_manager_id,
            person_id=person_id,
            role=role,
            activity_key=activity_key,
            tasks=" ".join(tasks),
        )
    )


def record_looks(
    session: Session,
    *,
    cohort_id: int,
    looker_id: int,
    role: str,
    seen: Collection[tuple[int, str, str]],
    now: datetime,
) -> None:
    """Note, by one statement, that `looker_id` has been shown what many people wrote.

    `seen` are each person's number, the activity's key, and the tasks as `Look.tasks` names them.
    """
    rows = [
        {
            "at": now,
            "cohort_id": cohort_id,
            "looker_id": looker_id,
            "person_id": person_id,
            "role": role,
            "activity_key": activity_key,
            "tasks": tasks,
        }
        for person_id, activity_key, tasks in seen
        if person_id != looker_id
    ]
    if rows:
        session.connection().execute(insert(Look), rows)
