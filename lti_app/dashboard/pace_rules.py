"""How far a person has come, whether they are stuck, and since when: decided, and nothing looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import Dates
from lti_app.gate.weeks_rules import list_essential, list_weeks, list_weeks_of
from lti_app.programme.model import Activity, ActivityKey, ActivityKind, Programme, TaskRef

STUCK_AFTER_DAYS = 14
FEWEST_DAYS, MOST_DAYS = 1, 180
WEEKS_APART = 100
"""A week's place is its module times this, and its number within the module: later weeks have higher places."""


class PaceState(StrEnum):
    """How somebody gets on, in the words that a trainer reads."""

    NOT_BEGUN = "Not begun"
    UNDER_WAY = "Under way"
    STUCK = "Stuck"
    WAITING = "Waiting for a date"
    DONE = "Own part done"
    GONE = "No longer taking part"


@dataclass(frozen=True, slots=True)
class Headway:
    """How far a person's own work has come: the place of the furthest week that they have worked on, and of the first
    whose own part is not done (0 where all are); 0 and the first week's place before they begin."""

    reached: int
    stands_at: int


@dataclass(frozen=True, slots=True)
class CohortPace:
    """What is so for the whole cohort: `registers` say on which day a workshop's register was first marked."""

    today: date
    policy: CohortPolicy
    registers: Mapping[ActivityKey, date]
    stuck_after: int = STUCK_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Pace:
    """How a person gets on. `since` is the day since when; None where they take part no more.

    `stands_at` is the place of the week that they are at, 0 where none is left.
    """

    state: PaceState
    since: date | None
    stands_at: int


def place_of(week: Activity) -> int:
    """A week's place: later weeks have higher ones. 0 for what is no week."""
    return 0 if week.week is None else week.module * WEEKS_APART + week.week


def decide_headway(
    *, programme: Programme, ref: TaskRef, done: frozenset[TaskRef], completed: frozenset[ActivityKey]
) -> Headway:
    """How far somebody has come who has just done `ref`; `done` has it already."""
    reached = _place_worked_on(programme, ref)
    return Headway(reached, _place_stood_at(programme, done, completed))


def decide_headway_of(
    *, programme: Programme, done: frozenset[TaskRef], completed: frozenset[ActivityKey]
) -> Headway:
    """How far somebody has come who has done all that."""
    reached = max((_place_worked_on(programme, ref) for ref in done), default=0)
    return Headway(reached, _place_stood_at(programme, done, completed))


def _place_worked_on(programme: Programme, ref: TaskRef) -> int:
    weeks = list_weeks_of(programme=programme, activity=programme.activities[ref.activity])
    counts_for = programme.get_task(ref).counts_for
    worked_on = programme.activities[counts_for] if counts_for else next(iter(weeks), None)
    return place_of(worked_on) if worked_on is not None else 0


def _place_stood_at(programme: Programme, done: frozenset[TaskRef], completed: frozenset[ActivityKey]) -> int:
    return next(
        (
            place_of(week)
            for week in list_weeks(programme=programme)
            if week.key not in completed
            and any(one not in done for one in list_essential(programme=programme, activity=week))
        ),
        0,
    )


def decide_pace(
    *,
    first: int,
    cohort: CohortPace,
    headway: Headway | None,
    opening: date | None,
    last_on: date,
    is_gone: bool,
) -> Pace:
    """How a person gets on.

    `first` is the place of the programme's first week, `opening` since when the week that they are at can be worked
    on (`find_opening`), `last_on` the day of their last own step, or on which they joined. Nobody is stuck who waits
    for a workshop's day or for the calendar; the time counts from whichever of the two days is later.
    """
    stands_at = headway.stands_at if headway is not None else first
    if is_gone:
        return Pace(PaceState.GONE, None, stands_at)
    if stands_at == 0:
        return Pace(PaceState.DONE, last_on, 0)
    if opening is None or opening > cohort.today:
        return Pace(PaceState.WAITING, last_on, stands_at)
    since = max(last_on, opening)
    if headway is None:
        return Pace(PaceState.NOT_BEGUN, since, stands_at)
    is_stuck = (cohort.today - since).days >= cohort.stuck_after
    return Pace(PaceState.STUCK if is_stuck else PaceState.UNDER_WAY, since, stands_at)


def find_opening(
    *, weeks: Sequence[Activity], cohort: CohortPace, dates: Dates, stands_at: int, reached: int = 0
) -> date | None:
    """The day since when a week can be worked on as far as is known, the earliest where none is; None while it waits
    for a day that nobody has set. Who has `reached` a week beyond a workshop waits for that workshop no more."""
    days = [date.min]
    for week in weeks:
        place = place_of(week)
        if place == stands_at and week.key in dates.opens_on:
            days.append(dates.opens_on[week.key])
        elif place == stands_at and cohort.policy is CohortPolicy.CALENDAR:
            return None
        elif reached < place < stands_at and week.kind is ActivityKind.WORKSHOP:
            day = dates.workshop_on.get(week.key)
            if week.key in cohort.registers:
                days.append(cohort.registers[week.key])
            elif cohort.policy is CohortPolicy.IN_ORDER:
                if day is None:
                    return None
                days.append(day + timedelta(days=1))
    return max(days)


def count_states(paces: Iterable[Pace]) -> dict[PaceState, int]:
    """How many people there are in each state, every state named."""
    states = [pace.state for pace in paces]
    return {state: states.count(state) for state in PaceState}


def read_days(typed: str) -> int | None:
    """The number of days that was typed; None where it is none that can be."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_DAYS))):
        return None
    return int(text) if FEWEST_DAYS <= int(text) <= MOST_DAYS else None
