"""The trail of exports: who took which cohort's states out of the service, in which form, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant


class CohortExport(Base):
    """That somebody exported a cohort's states; `people` says how many were in it."""

    __tablename__ = "cohort_exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    exporter_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    people: Mapped[int]


def record_export(
    session: Session, *, cohort_id: int, exporter_id: int, kind: str, people: int, now: datetime
) -> None:
    """Note that the cohort's states leave the service."""
    session.add(CohortExport(at=now, cohort_id=cohort_id, exporter_id=exporter_id, kind=kind, people=people))
