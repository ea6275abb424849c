"""The outbox: one row for each person and placement that the LMS must be told of, and whether it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    select,
    table,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.score_delivery.rules import Score, ScoreStanding, ScoreState
from lti_app.score_delivery.verdict_rules import Why
from lti_app.statements import Statement, Way

_PLACEMENTS = table(
    "placements", column("id", Integer), column("cohort_id", Integer), column("activity_key", String)
)


class Placed(Protocol):
    """What the outbox needs to know of a placement; `placement.records.Placement` is one."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def line_item_url(self) -> str | None:
        """Where its grades go; None until the LMS has said so."""


class ScoreRow(Base):
    """The score that stands for a person in a placement, and how far it has got.

    `version` rises with each new score; a verdict counts only for the version that was sent. `stamped_at` is
    the `timestamp` last sent for this person and line item, whole seconds: the next must be later. `why`
    says, in a fixed phrase, what the last `repeats` attempts in a row met with.
    """

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("placement_id", "person_id"),
        Index("ix_scores_due", "platform_id", "state", "due_at"),
        Index(
            "ix_scores_leased",
            "platform_id",
            "leased_until",
            sqlite_where=text("lease IS NOT NULL"),
            postgresql_where=text("lease IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    given: Mapped[int]
    maximum: Mapped[int]
    earned_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int]
    state: Mapped[ScoreState] = mapped_column(closed_set(ScoreState))
    due_at: Mapped[datetime] = mapped_column(Instant)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    stamped_at: Mapped[datetime | None] = mapped_column(Instant)
    repeats: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class DeliveryPause(Base):
    """That an LMS is left alone until an instant, since it did not answer or did not let this tool in."""

    __tablename__ = "delivery_pauses"

    platform_id: Mapped[int] = mapped_column(
        ForeignKey("platforms.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    until: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int]
    why: Mapped[str] = mapped_column(Text)


def queue_score(
    session: Session,
    *,
    placement: Placed,
    person_id: int,
    platform_id: int,
    score: Score,
    earned_at: datetime,
    now: datetime,
) -> None:
    """Put or replace the score of (placement, person); nothing when the standing row says as much or more.

    What was earned is never lowered, whatever a pack that has grown asks for since. A score waits, visibly, where the
    placement has no line item. A row that is in flight keeps its lease: the new score follows when the answer to the
    old one is in. `earned_at` is when the work was done.
    """
    session.flush()
    dialect = session.get_bind().dialect.name
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(ScoreRow)
    fresh: dict[str, Any] = {
        "platform_id": platform_id,
        "given": score.given,
        "maximum": score.maximum,
        "earned_at": earned_at,
        "state": ScoreState.QUEUED if placement.line_item_url else ScoreState.WAITING,
        "due_at": now,
        "queued_at": now,
        "attempts": 0,
        "repeats": 0,
        "why": None,
        "settled_at": None,
    }
    statement = insert.values(placement_id=placement.id, person_id=person_id, version=1, **fresh)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ScoreRow.placement_id, ScoreRow.person_id],
            set_={**fresh, "version": ScoreRow.version + 1},
            where=ScoreRow.given * score.maximum < ScoreRow.maximum * score.given,
        )
    )


def release_waiting(session: Session, *, placement_id: int, now: datetime) -> None:
    """Make due what waited for that placement's line item."""
    session.execute(
        update(ScoreRow)
        .where(ScoreRow.placement_id == placement_id, ScoreRow.state == ScoreState.WAITING)
        .values(state=ScoreState.QUEUED, due_at=now)
        .execution_options(synchronize_session=False)
    )


def queue_again(session: Session, which: ColumnElement[bool], *, now: datetime) -> None:
    """Send again, as if for the first time, what was settled or given up."""
    session.execute(
        update(ScoreRow)
        .where(which)
        .values(
            state=ScoreState.QUEUED,
            due_at=now,
            queued_at=now,
            attempts=0,
            repeats=0,
            why=None,
            settled_at=None,
        )
        .execution_options(synchronize_session=False)
    )


def queue_for_new_column(session: Session, *, placement_id: int, now: datetime) -> None:
    """Send again what went to, or failed for want of, a column that is gone: the placement has another now."""
    lacked_column = (ScoreRow.state == ScoreState.NEEDS_A_PERSON) & (ScoreRow.why == Why.NO_COLUMN)
    lost = (ScoreRow.state == ScoreState.SETTLED) | lacked_column
    queue_again(session, (ScoreRow.placement_id == placement_id) & lost, now=now)


def forget_scores(session: Session, *, placement_id: int) -> None:
    """Forget every score of a placement that opens another activity now: they say nothing of that one."""
    session.execute(delete(ScoreRow).where(ScoreRow.placement_id == placement_id))


def take_back_unsent(session: Session, *, placement_id: int, parts_only: bool) -> None:
    """Take back what the gradebook has not taken, or of that the part scores alone.

    A worker that is sending one just now finds no row for its verdict, and leaves it at that.
    """
    which = ScoreRow.given < ScoreRow.maximum if parts_only else true()
    session.execute(
        delete(ScoreRow)
        .where(ScoreRow.placement_id == placement_id, ScoreRow.state != ScoreState.SETTLED, which)
        .execution_options(synchronize_session=False)
    )


_SCORES = Base.metadata.tables[ScoreRow.__tablename__]
_SHOWN = ("id", "person_id", "placement_id", "state", "given", "maximum", "queued_at", "settled_at", "why")
_PAUSES = Base.metadata.tables[DeliveryPause.__tablename__]
_IN_COHORT = (
    select(*(_SCORES.c[name] for name in _SHOWN), _PLACEMENTS.c.activity_key, _PAUSES.c.why.label("paused"))
    .join(_PLACEMENTS, _PLACEMENTS.c.id == _SCORES.c.placement_id)
    .outerjoin(_PAUSES, _PAUSES.c.platform_id == _SCORES.c.platform_id)
    .where(_PLACEMENTS.c.cohort_id == bindparam("cohort_id"))
    .order_by(_SCORES.c.person_id, _PLACEMENTS.c.activity_key, _SCORES.c.id)
)
_OF_PERSON = Statement(_IN_COHORT.where(_SCORES.c.person_id == bindparam("person_id")))


def list_score_states(connection: Way, person_id: int, cohort_id: int) -> tuple[ScoreStanding, ...]:
    """Where each score of a person in a cohort stands, by activity."""
    return _standings(_OF_PERSON.rows(connection, cohort_id=cohort_id, person_id=person_id))


def list_cohort_score_states(connection: Connection, cohort_id: int) -> tuple[ScoreStanding, ...]:
    """Where each score of everybody in a cohort stands, by person and activity."""
    return _standings(connection.execute(_IN_COHORT, {"cohort_id": cohort_id}))


def _standings(rows: Iterable[Any]) -> tuple[ScoreStanding, ...]:
    return tuple(
        ScoreStanding(
            id=row.id,
            person_id=row.person_id,
            activity_key=row.activity_key or "",
            placement_id=row.placement_id,
            state=row.state,
            score=Score(row.given, row.maximum),
            queued_at=row.queued_at,
            settled_at=row.settled_at,
            why=row.why or (row.paused if row.state is ScoreState.QUEUED else None),
        )
        for row in rows
    )
