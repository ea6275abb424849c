"""What a trainer sees of a cohort: who is where, who is stuck and since when, and how the grades are doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lti_app.cohort.day_rules import london_day
from lti_app.dashboard.evidence_records import list_evidence
from lti_app.dashboard.pace_reads import CohortPeople, load_people
from lti_app.dashboard.pace_rules import PaceState, count_states, place_of
from lti_app.dashboard.progress_rules import describe_scores, describe_waiting
from lti_app.dashboard.table_records import (
    count_undelivered,
    list_gone,
    list_names,
    list_page_scores,
    list_troubled,
)
from lti_app.dashboard.table_rules import (
    PAGE_SIZE,
    Evidence,
    Member,
    TableWish,
    WeekNeeds,
    describe_week,
    find_page,
    list_chosen,
    list_week_needs,
)
from lti_app.database import read_only
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Activity, Programme
from lti_app.score_delivery.rules import ScoreStanding, ScoreState

MOST_TOLD = 20
"""How many grades in trouble, and how many people who are gone, a page names: the table finds the others."""


@dataclass(frozen=True, slots=True)
class WeekColumn:
    """A week of the programme as a column; `place` is what an address calls it."""

    key: str
    module: int
    name: str
    title: str
    place: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one person is in one week, in words; `score_line` says where the grade is, None without one."""

    text: str
    score_line: str | None
    has_work: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One participant. `stands_at` and `furthest` name weeks, "" for none; `since` is the day since when they get on
    as `state` says. `gone_line` says why they take part no more, and since when; "" while they do."""

    id: int
    name: str
    state: PaceState
    since: date | None
    days: int
    stands_at: str
    furthest: str
    cells: tuple[Cell, ...]
    gone_line: str


@dataclass(frozen=True, slots=True)
class WaitingScore:
    """A grade that the LMS has not taken: whose, for what, since when, and why in words."""

    id: int
    person_name: str
    activity_title: str
    text: str
    queued_at: datetime
    can_send_again: bool


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A page of the cohort's table, as its trainer asked for it.

    `here` is the activity whose link the trainer followed, by key and title. `total` counts those whom the wish finds,
    `states` everybody by state. `gone` are some of those who take part no more. `in_trouble` counts the grades that
    are not accepted or wait for a column, `on_the_way` the others that have not arrived.
    """

    title: str
    here: tuple[str, str] | None
    wish: TableWish
    pages: int
    total: int
    states: tuple[tuple[PaceState, int], ...]
    stuck_after: int
    weeks: tuple[WeekColumn, ...]
    columns: tuple[WeekColumn, ...]
    people: tuple[PersonRow, ...]
    gone: tuple[tuple[int, str, str], ...]
    offers_old_settings: bool
    scores_waiting: tuple[WaitingScore, ...]
    in_trouble: int
    on_the_way: int

    @property
    def is_empty(self) -> bool:
        """Whether nobody at all takes part or ever did."""
        return not any(number for _, number in self.states)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is looked up for a page: everybody's paces, the people that the wish finds, and what stands of them."""

    people: CohortPeople
    wish: TableWish
    total: int
    shown: list[Member]
    gone: list[int]
    gone_lines: dict[int, str]
    evidence: dict[int, Evidence]
    scores: dict[tuple[int, str], list[ScoreState]]
    undelivered: dict[ScoreState, int]
    troubled: tuple[ScoreStanding, ...]
    names: dict[int, str]


def get_cohort_page(
    *,
    cohort_id: int,
    title: str,
    activity_key: str | None,
    programme: Programme,
    wish: TableWish,
    now: datetime,
) -> CohortPage:
    """The cohort's page, by the same number of statements whatever its size."""
    found = _look_up(cohort_id=cohort_id, programme=programme, wish=wish, now=now)
    weeks = found.people.weeks
    columns = tuple(_column(week) for week in weeks)
    module = found.wish.module
    needs = list_week_needs(programme=programme, weeks=_of_module(weeks, module))
    here = programme.find_activity(activity_key or "")
    states = count_states(one.pace for one in found.people.members)
    undelivered = found.undelivered
    return CohortPage(
        title=title,
        here=(here.key, here.title) if here is not None else None,
        wish=found.wish,
        pages=max(1, -(-found.total // PAGE_SIZE)),
        total=found.total,
        states=tuple(states.items()),
        stuck_after=found.people.stuck_after,
        weeks=columns,
        columns=tuple(one for one in columns if module in {0, one.module}),
        people=tuple(_row(one, found, needs, london_day(now)) for one in found.shown),
        gone=tuple((one, found.names[one], found.gone_lines[one]) for one in found.gone),
        offers_old_settings=found.people.offers_old_settings,
        scores_waiting=tuple(_waiting(one, found.names, programme) for one in found.troubled),
        in_trouble=sum(number for state, number in undelivered.items() if state is not ScoreState.QUEUED),
        on_the_way=undelivered.get(ScoreState.QUEUED, 0),
    )


def _look_up(*, cohort_id: int, programme: Programme, wish: TableWish, now: datetime) -> _Found:
    with read_only() as session:
        people = load_people(
            session, programme=programme, cohort_id=cohort_id, now=now, with_names=wish.needs_names
        )
        connection = session.connection()
        chosen = list_chosen(people.members, wish=wish)
        wish = find_page(wish, people=len(chosen))
        shown = chosen[(wish.page - 1) * PAGE_SIZE : wish.page * PAGE_SIZE]
        ids = [one.id for one in shown]
        gone = [one.id for one in people.members if one.pace.state is PaceState.GONE][:MOST_TOLD]
        troubled = list_troubled(connection, cohort_id=cohort_id, most=MOST_TOLD)
        return _Found(
            people=people,
            wish=wish,
            total=len(chosen),
            shown=shown,
            gone=gone,
            gone_lines=list_gone(connection, cohort_id=cohort_id, person_ids={*ids, *gone}),
            evidence=list_evidence(connection, ids, cohort_id=cohort_id),
            scores=list_page_scores(connection, cohort_id=cohort_id, person_ids=ids),
            undelivered=count_undelivered(connection, cohort_id=cohort_id),
            troubled=troubled,
            names=list_names(connection, {*ids, *gone, *(one.person_id for one in troubled)}),
        )


def _of_module(weeks: Sequence[Activity], module: int) -> tuple[Activity, ...]:
    return tuple(week for week in weeks if module in {0, week.module})


def _column(week: Activity) -> WeekColumn:
    return WeekColumn(week.key, week.module, f"Week {week.week}", week.title, place_of(week))


def _row(member: Member, found: _Found, needs: Sequence[WeekNeeds], today: date) -> PersonRow:
    evidence = found.evidence[member.id]
    touched = {ref.activity for ref in evidence.done}
    week_names = {place_of(week): name_week(week) for week in found.people.weeks}
    return PersonRow(
        id=member.id,
        name=found.names[member.id],
        state=member.pace.state,
        since=member.pace.since,
        days=max(0, (today - member.pace.since).days) if member.pace.since else 0,
        stands_at=week_names.get(member.pace.stands_at, ""),
        furthest=week_names.get(member.reached, ""),
        cells=tuple(
            Cell(
                text=describe_week(need, evidence),
                score_line=describe_scores(found.scores.get((member.id, need.key), ())),
                has_work=need.key in touched or any(ref in evidence.done for ref in need.required),
            )
            for need in needs
        ),
        gone_line=found.gone_lines[member.id] if member.pace.state is PaceState.GONE else "",
    )


def _waiting(score: ScoreStanding, names: dict[int, str], programme: Programme) -> WaitingScore:
    activity = programme.find_activity(score.activity_key)
    return WaitingScore(
        id=score.id,
        person_name=names.get(score.person_id, "Somebody who is no longer in the cohort"),
        activity_title=activity.title if activity else score.activity_key,
        text=describe_waiting(score) or "",
        queued_at=score.queued_at,
        can_send_again=score.state is not ScoreState.WAITING,
    )
