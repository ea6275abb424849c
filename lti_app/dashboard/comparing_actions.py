"""Comparing a cohort with its gradebook, step by step, and sending again what differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from lti_app.cohort.records import Membership, Person
from lti_app.dashboard.comparing_reads import ComparedCell, list_compared
from lti_app.dashboard.comparing_rules import ComparisonState
from lti_app.dashboard.records import Comparison, ReadColumn, ShownResult
from lti_app.database import add_if_absent, transaction
from lti_app.organisation.records import Deployment
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import ScoreRow, queue_again, queue_score
from lti_app.score_delivery.rules import ScoreState

READING_TAKES = timedelta(minutes=10)
"""A reading that began longer ago was lost with its worker."""


@dataclass(frozen=True, slots=True)
class ColumnCall:
    """A column to be read, and the LMS that has it."""

    placement_id: int
    platform_id: int
    line_item_url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a column showed for one subject of the LMS, of 100."""

    subject: str
    percent: float | None


@dataclass(frozen=True, slots=True)
class Mended:
    """How many grades are on their way again, and the LMSs to wake."""

    scores: int
    platform_ids: tuple[int, ...]


def ask_for_comparison(*, cohort_id: int, now: datetime) -> None:
    """Note that a comparison is wanted, so that the page says so before a worker has begun."""
    with transaction() as session:
        comparison = _settle(session, cohort_id, now)
        comparison.state, comparison.asked_at, comparison.why = ComparisonState.ASKED, now, None


def begin_comparison(*, cohort_id: int, now: datetime) -> tuple[ColumnCall, ...] | None:
    """The columns to read, for one worker alone; None where another reads already."""
    with transaction() as session:
        _settle(session, cohort_id, now)
        begun = session.execute(
            update(Comparison)
            .where(
                Comparison.cohort_id == cohort_id,
                or_(Comparison.state != ComparisonState.READING, Comparison.asked_at <= now - READING_TAKES),
            )
            .values(state=ComparisonState.READING, asked_at=now, why=None)
            .returning(Comparison.cohort_id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if begun is None:
            return None
        rows = session.execute(
            select(Placement, Deployment.platform_id)
            .join(Deployment, Deployment.id == Placement.deployment_row_id)
            .where(
                Placement.cohort_id == cohort_id,
                Placement.line_item_url.is_not(None),
                Placement.activity_key.is_not(None),
            )
            .order_by(Placement.id)
        )
        return tuple(
            ColumnCall(placement.id, platform_id, placement.line_item_url)
            for placement, platform_id in rows
            if placement.line_item_url is not None and placement.grading is not Grading.NONE
        )


def record_column(*, cohort_id: int, placement_id: int, shown: tuple[Shown, ...], why: str | None) -> None:
    """Keep what a column showed for the people of the cohort, in place of what it showed before.

    `why` says, in words, why it could not be read; None where it was.
    """
    with transaction() as session:
        values = {"placement_id": placement_id}
        add_if_absent(session, ReadColumn, unique=("placement_id",), values=values).why = why
        session.execute(delete(ShownResult).where(ShownResult.placement_id == placement_id))
        people = session.execute(
            select(Person.subject, Person.id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.cohort_id == cohort_id)
        )
        number_of = {row.subject: row.id for row in people}
        percents = {one.subject: one.percent for one in shown if one.subject in number_of}
        session.add_all(
            ShownResult(placement_id=placement_id, person_id=number_of[subject], percent=percent)
            for subject, percent in percents.items()
        )


def end_comparison(*, cohort_id: int, why: str | None, now: datetime) -> None:
    """Note that the comparison is done; `why` says why nothing at all could be read, None where something was."""
    with transaction() as session:
        comparison = _settle(session, cohort_id, now)
        comparison.state = ComparisonState.FAILED if why else ComparisonState.READ
        comparison.why = why
        comparison.read_at = comparison.read_at if why else now


def mend_differences(*, cohort_id: int, programme: Programme, now: datetime) -> Mended:
    """Send every grade again that the gradebook lacked, or showed otherwise, when it was last read."""
    with transaction() as session:
        cells = [
            one
            for one in list_compared(session, cohort_id=cohort_id, programme=programme)
            if one.compared.can_mend and one.earned is not None and one.earned_at is not None
        ]
        for cell in sorted(cells, key=lambda one: (one.person_id, one.placement_id)):
            _queue(session, cell, now)
        if cells:
            _queue_again(session, cells, now)
        return Mended(len(cells), tuple(sorted({one.platform_id for one in cells})))


def _queue(session: Session, cell: ComparedCell, now: datetime) -> None:
    if cell.earned is None or cell.earned_at is None:
        return
    queue_score(
        session,
        placement=session.get_one(Placement, cell.placement_id),
        person_id=cell.person_id,
        platform_id=cell.platform_id,
        score=cell.earned,
        earned_at=cell.earned_at,
        now=now,
    )


def _queue_again(session: Session, cells: list[ComparedCell], now: datetime) -> None:
    """Make those due that the outbox took for settled or given up."""
    pairs = [(one.placement_id, one.person_id) for one in cells]
    is_one = tuple_(ScoreRow.placement_id, ScoreRow.person_id).in_(pairs)
    is_over = ScoreRow.state.in_((ScoreState.SETTLED, ScoreState.NEEDS_A_PERSON))
    queue_again(session, is_one & is_over, now=now)


def _settle(session: Session, cohort_id: int, now: datetime) -> Comparison:
    values = {"cohort_id": cohort_id, "state": ComparisonState.ASKED, "asked_at": now}
    return add_if_absent(session, Comparison, unique=("cohort_id",), values=values)
