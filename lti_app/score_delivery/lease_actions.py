"""Taking due scores to send, and recording what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, distinct, func, or_, select, update
from sqlalchemy.orm import Session

from lti_app.cohort.records import Person
from lti_app.database import Base, add_if_absent, transaction
from lti_app.organisation.records import PlatformRecord
from lti_app.placement.records import Placement
from lti_app.score_delivery.delivery_rules import Leased, LeaseLimits, Outcome, decide_pause
from lti_app.score_delivery.records import DeliveryPause, ScoreRow
from lti_app.score_delivery.rules import Score, ScoreState
from lti_app.score_delivery.timing_rules import RetryLimits, decide_timestamp
from lti_app.score_delivery.verdict_rules import Attempt, NeedsAPerson, Settled, TryAgain, Why

_ROWS = Base.metadata.tables["scores"]
_WAITS_FOR_LMS = (Why.NO_ANSWER, Why.BUSY, Why.LMS_FAULT, Why.NOT_LET_IN, Why.WEB_PAGE)


def lease_due(*, platform_id: int, lease: str, limits: LeaseLimits, now: datetime) -> tuple[Leased, ...]:
    """Scores of one LMS that are due, now this lease's alone until it ends; () where there is nothing to do.

    One lease is sent one score after another, so the live leases of an LMS are its scores in flight. While
    the LMS is paused there is none, and right after a pause one score alone goes first. Each score has the
    `timestamp` that it must be sent with, already recorded: a worker that dies has used it up.
    """
    with transaction() as session:
        batch, after_pause = _decide_batch(session, platform_id, limits, now)
        if not batch:
            return ()
        leased, later = [], []
        for row in session.execute(_due_rows(platform_id, batch, now)):
            score = _lease(row, lease, after_pause, now)
            if score.stamped_at > now:
                later.append({"row_id": score.id, "due": score.stamped_at})
            else:
                leased.append(score)
        if later:
            session.connection().execute(
                update(_ROWS).where(_ROWS.c.id == bindparam("row_id")).values(due_at=bindparam("due")), later
            )
        if leased:
            _mark(session, leased, now + limits.lease)
        return tuple(leased)


def record_outcomes(
    outcomes: Sequence[Outcome],
    *,
    platform_id: int,
    lease: str,
    limits: RetryLimits,
    now: datetime,
) -> None:
    """Record what became of a lease's scores, and end the lease.

    A verdict counts only for the version that was sent, and only while the lease is still ours; a score that
    was replaced meanwhile is due at once. What the last one sent met with says whether the LMS is to be left
    alone.
    """
    with transaction() as session:
        # Everyone who changes several rows does so in this order, or two transactions could block each other.
        ordered = sorted(outcomes, key=lambda one: (one.leased.person_id, one.leased.placement_id))
        session.connection().execute(_VERDICT, [_values(one, lease, now) for one in ordered])
        session.execute(
            update(ScoreRow)
            .where(ScoreRow.platform_id == platform_id, ScoreRow.lease == lease)
            .values(lease=None, leased_until=None)
        )
        last = next((one for one in reversed(outcomes) if one.verdict is not None), None)
        if last is not None and isinstance(last.verdict, TryAgain) and last.verdict.whole_lms:
            _pause(session, platform_id, last.verdict, limits, now)
        elif last is not None and last.leased.after_pause:
            _end_pause(session, platform_id, now)


def _decide_batch(session: Session, platform_id: int, limits: LeaseLimits, now: datetime) -> tuple[int, bool]:
    # On PostgreSQL the lock makes two workers count the leases one after the other; SQLite's writers are
    # alone.
    session.execute(
        select(PlatformRecord.id).where(PlatformRecord.id == platform_id).with_for_update(key_share=True)
    )
    live = session.scalar(
        select(func.count(distinct(ScoreRow.lease))).where(
            ScoreRow.platform_id == platform_id, ScoreRow.lease.is_not(None), ScoreRow.leased_until > now
        )
    )
    pause = session.get(DeliveryPause, platform_id)
    if pause is not None:
        return (0 if pause.until > now or live else 1), True
    return (limits.batch if (live or 0) < limits.in_flight else 0), False


def _due_rows(platform_id: int, batch: int, now: datetime) -> Any:
    return (
        select(
            ScoreRow.id,
            ScoreRow.person_id,
            ScoreRow.placement_id,
            ScoreRow.version,
            ScoreRow.given,
            ScoreRow.maximum,
            ScoreRow.earned_at,
            ScoreRow.stamped_at,
            ScoreRow.attempts,
            ScoreRow.queued_at,
            ScoreRow.why,
            ScoreRow.repeats,
            Placement.line_item_url,
            Person.subject,
        )
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .join(Person, Person.id == ScoreRow.person_id)
        .where(
            ScoreRow.platform_id == platform_id,
            ScoreRow.state == ScoreState.QUEUED,
            ScoreRow.due_at <= now,
            or_(ScoreRow.lease.is_(None), ScoreRow.leased_until <= now),
            Placement.line_item_url.is_not(None),
        )
        .order_by(ScoreRow.due_at, ScoreRow.id)
        .limit(batch)
        .with_for_update(skip_locked=True, of=ScoreRow)
    )


def _lease(row: Row[Any], lease: str, after_pause: bool, now: datetime) -> Leased:
    # What the LMS holds is later than the work: only the present instant is sure to be later than that.
    earned_at = now if row.why == Why.CONFLICT else row.earned_at
    return Leased(
        id=row.id,
        person_id=row.person_id,
        placement_id=row.placement_id,
        version=row.version,
        lease=lease,
        subject=row.subject,
        line_item_url=row.line_item_url,
        score=Score(row.given, row.maximum),
        stamped_at=decide_timestamp(now=now, earned_at=earned_at, last_stamped=row.stamped_at),
        attempt=Attempt(
            number=row.attempts + 1, queued_at=row.queued_at, last_why=row.why, repeats=row.repeats
        ),
        after_pause=after_pause,
    )


def _mark(session: Session, leased: list[Leased], until: datetime) -> None:
    session.connection().execute(
        update(_ROWS)
        .where(_ROWS.c.id == bindparam("row_id"))
        .values(
            lease=leased[0].lease,
            leased_until=until,
            stamped_at=bindparam("stamp"),
            attempts=bindparam("number"),
        ),
        [{"row_id": one.id, "stamp": one.stamped_at, "number": one.attempt.number} for one in leased],
    )


_VERDICT = (
    update(_ROWS)
    .where(
        _ROWS.c.id == bindparam("row_id"),
        _ROWS.c.lease == bindparam("ours"),
        _ROWS.c.version == bindparam("sent"),
    )
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("due"),
        attempts=bindparam("number"),
        why=bindparam("met_with"),
        repeats=bindparam("in_a_row"),
        settled_at=bindparam("settled"),
        lease=None,
        leased_until=None,
    )
)


def _values(one: Outcome, lease: str, now: datetime) -> dict[str, Any]:
    attempt = one.leased.attempt
    values: dict[str, Any] = {
        "row_id": one.leased.id,
        "ours": lease,
        "sent": one.leased.version,
        "new_state": ScoreState.QUEUED,
        "due": now,
        "number": attempt.number,
        "met_with": None,
        "in_a_row": 0,
        "settled": None,
    }
    match one.verdict:
        case Settled():
            values |= {"new_state": ScoreState.SETTLED, "settled": now}
        case TryAgain(after, why):
            values |= {"due": now + after, "met_with": why, "in_a_row": attempt.count(why)}
        case NeedsAPerson(why):
            values |= {
                "new_state": ScoreState.NEEDS_A_PERSON,
                "met_with": why,
                "in_a_row": attempt.count(why),
            }
        case None:
            values |= {
                "number": attempt.number - 1,
                "met_with": attempt.last_why,
                "in_a_row": attempt.repeats,
            }
    return values


def _pause(session: Session, platform_id: int, trouble: TryAgain, limits: RetryLimits, now: datetime) -> None:
    add_if_absent(
        session,
        DeliveryPause,
        unique=("platform_id",),
        values={"platform_id": platform_id, "until": now, "failures": 0, "why": trouble.why},
    )
    pause = session.get_one(DeliveryPause, platform_id, with_for_update=True, populate_existing=True)
    if pause.until > now:
        return
    pause.failures += 1
    pause.until = now + decide_pause(failures=pause.failures, trouble=trouble, limits=limits)
    pause.why = trouble.why


def _end_pause(session: Session, platform_id: int, now: datetime) -> None:
    session.execute(
        delete(DeliveryPause).where(DeliveryPause.platform_id == platform_id, DeliveryPause.until <= now)
    )
    waiting = (
        select(ScoreRow.id)
        .where(
            ScoreRow.platform_id == platform_id,
            ScoreRow.state == ScoreState.QUEUED,
            ScoreRow.due_at > now,
            ScoreRow.why.in_(_WAITS_FOR_LMS),
        )
        .with_for_update(skip_locked=True)
    )
    session.execute(update(ScoreRow).where(ScoreRow.id.in_(waiting)).values(due_at=now))
