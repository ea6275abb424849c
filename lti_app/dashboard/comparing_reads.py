"""The gradebook as the LMS last showed it, held against what the evidence is worth, for each person and link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress
from lti_app.activity.records import Standing, list_standing
from lti_app.activity.scoring_rules import score_progress
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing as MemberStanding
from lti_app.dashboard.comparing_rules import (
    Compared,
    ComparisonState,
    Finding,
    compare_grade,
    describe_compared,
)
from lti_app.dashboard.records import Comparison, ReadColumn, ShownResult
from lti_app.database import read_only
from lti_app.organisation.records import Deployment
from lti_app.placement.grading_rules import Grading
from lti_app.placement.picking_rules import name_link
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import list_cohort_score_states
from lti_app.score_delivery.rules import Score, ScoreStanding, decide_higher

QUIET = frozenset({Finding.BOTH_NOTHING, Finding.SAME})


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One person's grade in one link's column: what we hold, what the gradebook showed, and who is to be told."""

    person_id: int
    placement_id: int
    platform_id: int
    earned: Score | None
    earned_at: datetime | None
    compared: Compared


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell in words; `is_quiet` says that nothing need be done about it."""

    text: str
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class ComparingPage:
    """The comparison. Each row is a person's name and their cells, in the order of `columns`.

    `troubles` are columns that could not be read, each with why. `mendable` counts what sending again may put right.
    """

    state: ComparisonState | None
    asked_at: datetime | None
    read_at: datetime | None
    why: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CellLine, ...]], ...]
    differences: tuple[tuple[str, str, str], ...]
    troubles: tuple[tuple[str, str], ...]
    mendable: int


@dataclass(frozen=True, slots=True)
class _Column:
    placement_id: int
    platform_id: int
    title: str
    grading: Grading
    activity_key: str
    has_column: bool
    was_read: bool
    why: str | None


def get_comparing_page(*, cohort_id: int, programme: Programme) -> ComparingPage:
    """The comparison's page, by a constant number of queries."""
    with read_only() as session:
        comparison = session.get(Comparison, cohort_id)
        if comparison is None:
            return ComparingPage(None, None, None, None, (), (), (), (), 0)
        state, asked_at = comparison.state, comparison.asked_at
        read_at, why = comparison.read_at, comparison.why
        columns = _list_columns(session, cohort_id, programme)
        people = _list_people(session, cohort_id)
        cells = _compare(session, cohort_id, programme, columns, list(people), read_at)
    words = {
        (one.person_id, one.placement_id): CellLine(
            describe_compared(one.compared), one.compared.finding in QUIET
        )
        for one in cells
    }
    rows = tuple(
        (name, tuple(words[person_id, column.placement_id] for column in columns))
        for person_id, name in people.items()
    )
    return ComparingPage(
        state=state,
        asked_at=asked_at,
        read_at=read_at,
        why=why,
        columns=tuple(column.title for column in columns),
        rows=rows if read_at is not None else (),
        differences=tuple(
            (name, column.title, line.text)
            for name, lines in rows
            for column, line in zip(columns, lines, strict=True)
            if not line.is_quiet and read_at is not None
        ),
        troubles=tuple((column.title, column.why) for column in columns if column.why),
        mendable=sum(one.compared.can_mend for one in cells) if read_at is not None else 0,
    )


def list_compared(session: Session, *, cohort_id: int, programme: Programme) -> tuple[ComparedCell, ...]:
    """Every person's grade in every link's column, as it was last compared; () before the first time."""
    comparison = session.get(Comparison, cohort_id)
    if comparison is None or comparison.read_at is None:
        return ()
    columns = _list_columns(session, cohort_id, programme)
    return _compare(
        session, cohort_id, programme, columns, list(_list_people(session, cohort_id)), comparison.read_at
    )


def _list_columns(session: Session, cohort_id: int, programme: Programme) -> tuple[_Column, ...]:
    rows = session.execute(
        select(Placement, Deployment.platform_id, ReadColumn)
        .join(Deployment, Deployment.id == Placement.deployment_row_id)
        .outerjoin(ReadColumn, ReadColumn.placement_id == Placement.id)
        .where(Placement.cohort_id == cohort_id)
        .order_by(Placement.id)
    )
    found = []
    for placement, platform_id, kept in rows:
        read: ReadColumn | None = kept
        activity = programme.find_activity(placement.activity_key or "")
        if activity is None or placement.grading is Grading.NONE:
            continue
        found.append(
            _Column(
                placement_id=placement.id,
                platform_id=platform_id,
                title=placement.title or name_link(activity),
                grading=placement.grading,
                activity_key=activity.key,
                has_column=placement.line_item_url is not None,
                was_read=read is not None and read.why is None,
                why=read.why if read is not None else None,
            )
        )
    return tuple(found)


def _list_people(session: Session, cohort_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Person.id, Person.names)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            Membership.left_at.is_(None),
            Membership.standing == MemberStanding.TAKING_PART,
        )
    ).all()
    named = {row.id: read_name(row.names, row.id) for row in rows}
    return dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _compare(
    session: Session,
    cohort_id: int,
    programme: Programme,
    columns: tuple[_Column, ...],
    people: list[int],
    read_at: datetime | None,
) -> tuple[ComparedCell, ...]:
    standing = {
        one.person_id: one
        for one in list_standing(session, cohort_id=cohort_id, activity_keys=tuple(programme.activities))
    }
    scores = {
        (one.person_id, one.placement_id): one
        for one in list_cohort_score_states(session.connection(), cohort_id)
    }
    shown = {
        (one.person_id, one.placement_id): one.percent
        for one in session.scalars(
            select(ShownResult).where(
                ShownResult.placement_id.in_([column.placement_id for column in columns])
            )
        )
    }
    return tuple(
        _compare_cell(
            programme,
            column,
            person_id,
            standing.get(person_id),
            scores.get((person_id, column.placement_id)),
            shown.get((person_id, column.placement_id)),
            read_at,
        )
        for person_id in people
        for column in columns
    )


def _compare_cell(
    programme: Programme,
    column: _Column,
    person_id: int,
    held: Standing | None,
    score: ScoreStanding | None,
    shown: float | None,
    read_at: datetime | None,
) -> ComparedCell:
    activity = programme.activities[column.activity_key]
    progress = judge_progress(programme=programme, activity=activity, done=held.done if held else frozenset())
    now_worth = score_progress(grading=column.grading, progress=progress)
    earned = decide_higher(now_worth, score.score if score else None)
    compared = compare_grade(
        earned=earned,
        state=score.state if score else None,
        shown=shown,
        has_column=column.has_column,
        was_read=column.was_read,
        sent_since=_is_sent_since(score, read_at),
    )
    earned_at = held.earned_at if held else None
    return ComparedCell(person_id, column.placement_id, column.platform_id, earned, earned_at, compared)


def _is_sent_since(score: ScoreStanding | None, read_at: datetime | None) -> bool:
    settled_at = score.settled_at if score is not None else None
    return settled_at is not None and read_at is not None and settled_at > read_at
