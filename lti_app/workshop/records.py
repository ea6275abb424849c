"""What is given out in workshops and to whom it was shown, and the register of who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, add_if_absent, closed_set
from lti_app.gate.facts_rules import Target
from lti_app.programme.model import ActivityKey, PartKey, PartRef, TaskKey, TaskRef
from lti_app.secret_text import SecretText
from lti_app.statements import Statement, Way
from lti_app.workshop.attendance_rules import Presence


class Release(Base):
    """That a trainer has given out an activity, a part or a task to a cohort; `part_key`, `task_key` "" for neither."""

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    activity_key: Mapped[str] = mapped_column(String(64))
    part_key: Mapped[str] = mapped_column(String(64), default="")
    task_key: Mapped[str] = mapped_column(String(64), default="")
    released_at: Mapped[datetime] = mapped_column(Instant)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    @property
    def target(self) -> Target:
        """What is given out."""
        return read_target(self.activity_key, self.part_key, self.task_key)


Index(
    "uq_releases_standing",
    *(Release.cohort_id, Release.activity_key, Release.part_key, Release.task_key),
    unique=True,
    sqlite_where=Release.taken_back_at.is_(None),
    postgresql_where=Release.taken_back_at.is_(None),
)


class Showing(Base):
    """That a person was shown a part, or the page of an activity (`part_key` ""): when first and when last.

    `last_at` is the place kept: where a reader goes on is the part shown last.
    """

    __tablename__ = "showings"
    __table_args__ = (UniqueConstraint("person_id", "activity_key", "part_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    part_key: Mapped[str] = mapped_column(String(64))
    first_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)


class Attendance(Base):
    """One mark in a register. A mark that another has taken the place of, or that was undone, has `undone_at`."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    workshop_key: Mapped[str] = mapped_column(String(64))
    presence: Mapped[Presence] = mapped_column(closed_set(Presence))
    reason: Mapped[str | None] = mapped_column(SecretText)
    marked_at: Mapped[datetime] = mapped_column(Instant)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


Index(
    "uq_attendance_standing",
    *(Attendance.cohort_id, Attendance.person_id, Attendance.workshop_key),
    unique=True,
    sqlite_where=Attendance.undone_at.is_(None),
    postgresql_where=Attendance.undone_at.is_(None),
)


def read_target(activity_key: str, part_key: str, task_key: str) -> Target:
    """What the three keys of a release name."""
    if part_key:
        return PartRef(ActivityKey(activity_key), PartKey(part_key))
    if task_key:
        return TaskRef(ActivityKey(activity_key), TaskKey(task_key))
    return ActivityKey(activity_key)


def write_target(target: Target) -> tuple[str, str, str]:
    """The keys of activity, part and task under which a release of `target` is kept."""
    match target:
        case PartRef(activity=activity, part=part):
            return activity, part, ""
        case TaskRef(activity=activity, task=task):
            return activity, "", task
        case _:
            return target, "", ""


def find_release(session: Session, *, cohort_id: int, target: Target, locks: bool = False) -> Release | None:
    """The standing release of `target`; `locks` holds it until the transaction ends."""
    activity_key, part_key, task_key = write_target(target)
    query = select(Release).where(
        Release.cohort_id == cohort_id,
        Release.activity_key == activity_key,
        Release.part_key == part_key,
        Release.task_key == task_key,
        Release.taken_back_at.is_(None),
    )
    return session.scalar(query.with_for_update() if locks else query)


def hold_releases(session: Session, *, cohort_id: int, target: Target) -> None:
    """Hold what stands released of the activity of `target`, the activity among it, until the transaction ends."""
    query = select(Release.id).where(
        Release.cohort_id == cohort_id,
        Release.activity_key == write_target(target)[0],
        Release.taken_back_at.is_(None),
    )
    session.execute(query.order_by(Release.id).with_for_update())


def list_releases(session: Session, *, cohort_id: int) -> list[Release]:
    """What stands released to the cohort, oldest first."""
    query = select(Release).where(Release.cohort_id == cohort_id, Release.taken_back_at.is_(None))
    return list(session.scalars(query.order_by(Release.released_at, Release.id)))


def record_showing(
    session: Session, *, person_id: int, cohort_id: int, target: Target, now: datetime
) -> None:
    """Keep that the person is shown `target` now: the first time for good, the last as the place where they read."""
    activity_key, place = _place_of(target)
    values = {
        "person_id": person_id,
        "cohort_id": cohort_id,
        "activity_key": activity_key,
        "part_key": place,
        "first_at": now,
        "last_at": now,
    }
    showing = add_if_absent(session, Showing, unique=("person_id", "activity_key", "part_key"), values=values)
    if showing.last_at != now:
        showing.last_at = now


def count_shown(session: Session, *, cohort_id: int, target: Target) -> int:
    """How many people of the cohort have been shown `target`; an activity's parts and tasks are of it."""
    activity_key, place = _place_of(target)
    here = () if place == "" else (Showing.part_key == place,)
    query = select(func.count(func.distinct(Showing.person_id))).where(
        Showing.cohort_id == cohort_id, Showing.activity_key == activity_key, *here
    )
    return session.scalar(query) or 0


_SHOWINGS = Base.metadata.tables[Showing.__tablename__].c
_LAST_PART = Statement(
    select(_SHOWINGS.part_key)
    .where(
        _SHOWINGS.person_id == bindparam("person_id"),
        _SHOWINGS.activity_key == bindparam("activity_key"),
        _SHOWINGS.part_key != "",
        _SHOWINGS.part_key.not_like("@%"),
    )
    .order_by(_SHOWINGS.last_at.desc(), _SHOWINGS.id.desc())
    .limit(1)
)


def find_place(connection: Way, *, person_id: int, activity_key: str) -> str | None:
    """The key of the part of an activity that the person was shown last; None where none was."""
    row = _LAST_PART.row(connection, person_id=person_id, activity_key=activity_key)
    return row.part_key if row else None


def _place_of(target: Target) -> tuple[str, str]:
    """Activity and place under which a showing is kept: a part's key, a task's behind an @, "" for the activity."""
    activity_key, part_key, task_key = write_target(target)
    return activity_key, f"@{task_key}" if task_key else part_key


def find_mark(session: Session, *, cohort_id: int, person_id: int, workshop_key: str) -> Attendance | None:
    """The standing mark of a person in a cohort's register."""
    return session.scalar(
        select(Attendance).where(
            Attendance.cohort_id == cohort_id,
            Attendance.person_id == person_id,
            Attendance.workshop_key == workshop_key,
            Attendance.undone_at.is_(None),
        )
    )


def list_marks(session: Session, *, cohort_id: int, workshop_keys: Sequence[str]) -> list[Attendance]:
    """The standing marks of a cohort's registers."""
    query = select(Attendance).where(
        Attendance.cohort_id == cohort_id,
        Attendance.workshop_key.in_(workshop_keys),
        Attendance.undone_at.is_(None),
    )
    return list(session.scalars(query.order_by(Attendance.person_id)))
