"""What an LMS's gradebook showed when a trainer last compared it with what this service holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.dashboard.comparing_rules import ComparisonState
from lti_app.database import Base, Instant, closed_set


class Comparison(Base):
    """How the last comparison of a cohort with its gradebook stands; `why` says in words what went wrong."""

    __tablename__ = "comparisons"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, autoincrement=False)
    state: Mapped[ComparisonState] = mapped_column(closed_set(ComparisonState))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    why: Mapped[str | None] = mapped_column(Text)


class ShownResult(Base):
    """What the gradebook showed for a person in a placement's column, of 100; None for an empty grade."""

    __tablename__ = "shown_results"
    __table_args__ = (UniqueConstraint("placement_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    percent: Mapped[float | None]


class ReadColumn(Base):
    """That a placement's column was read in the last comparison; `why` says why not, None where it was."""

    __tablename__ = "read_columns"

    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placements.id"), primary_key=True, autoincrement=False
    )
    why: Mapped[str | None] = mapped_column(Text)
