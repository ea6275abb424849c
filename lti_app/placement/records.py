"""Where an activity sits in a course page, and how it is graded there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.placement.grading_rules import Grading
from lti_app.statements import Statement, Way


class Placement(Base):
    """A resource link of a course, with the activity that it opens.

    `grading_set_here` is a trainer's choice in this service and overrides what the link's custom parameter says.
    `line_item_url` is where its grades go; None until the LMS has said so. `line_item_reserved_at`: somebody is making
    the column since then. `link_history` names the links that it was copied from, nearest first.
    """

    __tablename__ = "placements"
    __table_args__ = (UniqueConstraint("cohort_id", "deployment_row_id", "resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    deployment_row_id: Mapped[int] = mapped_column(ForeignKey("deployments.id"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    activity_key: Mapped[str | None] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(400))
    grading_in_link: Mapped[Grading | None] = mapped_column(closed_set(Grading, name="grading_in_link"))
    grading_set_here: Mapped[Grading | None] = mapped_column(closed_set(Grading, name="grading_set_here"))
    line_item_url: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[str] = mapped_column(Text, default="")
    line_item_reserved_at: Mapped[datetime | None] = mapped_column(Instant)
    link_history: Mapped[str] = mapped_column(Text, default="")
    first_seen_at: Mapped[datetime] = mapped_column(Instant)
    last_launched_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def grading(self) -> Grading:
        """What is sent for this placement."""
        return self.grading_set_here or self.grading_in_link or Grading.COMPLETION

    @property
    def grading_is_chosen(self) -> bool:
        """Whether somebody has asked for a grade here: only then may this service make a column for it."""
        return (self.grading_set_here or self.grading_in_link or Grading.NONE) is not Grading.NONE


class Pick(Base):
    """That a trainer chose an activity in the picker of a course, and as what; the course page may not have it yet."""

    __tablename__ = "picks"
    __table_args__ = (UniqueConstraint("cohort_id", "activity_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    activity_key: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(400))
    grading: Mapped[Grading] = mapped_column(closed_set(Grading, name="picked_grading"))
    picked_at: Mapped[datetime] = mapped_column(Instant)


def find_by_line_item(session: Session, *, cohort_id: int, line_item_url: str) -> Placement | None:
    """The placement whose grades go to that column; None where none, or more than one, does."""
    query = select(Placement).where(
        Placement.cohort_id == cohort_id, Placement.line_item_url == line_item_url
    )
    found = list(session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def list_placements(
    session: Session, *, cohort_ids: Sequence[int], activity_keys: Sequence[str]
) -> list[Placement]:
    """The placements of those activities in those cohorts' course pages."""
    query = select(Placement).where(
        Placement.cohort_id.in_(cohort_ids), Placement.activity_key.in_(activity_keys)
    )
    return list(session.scalars(query.order_by(Placement.id)))


_PLACED = Base.metadata.tables[Placement.__tablename__].c
_GRADINGS = Statement(
    select(_PLACED.id, _PLACED.grading_set_here, _PLACED.grading_in_link)
    .where(_PLACED.cohort_id == bindparam("cohort_id"), _PLACED.activity_key == bindparam("activity_key"))
    .order_by(_PLACED.id)
)


def list_gradings(connection: Way, *, cohort_id: int, activity_key: str) -> list[tuple[int, Grading]]:
    """The placements of that activity in the cohort's course page: the number of each, and what is sent for it."""
    rows = _GRADINGS.rows(connection, cohort_id=cohort_id, activity_key=activity_key)
    return [(number, here or in_link or Grading.COMPLETION) for number, here, in_link in rows]
