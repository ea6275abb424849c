"""Who is stuck, and since when: held for any cohort, calendar and person."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.dashboard.pace_rules import (
    CohortPace,
    Headway,
    Pace,
    PaceState,
    count_states,
    decide_headway,
    decide_pace,
    find_opening,
    place_of,
    read_days,
)
from lti_app.gate.facts_rules import Dates
from lti_app.gate.weeks_rules import list_essential, list_weeks
from lti_app.programme.model import Activity, ActivityKey, ActivityKind, Programme, TaskRef
from lti_app.programme.reader import load_programme

TODAY = date(2027, 3, 1)
PACK = Path(__file__).parents[2] / "content" / "achieving-permanence"
days = st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=200))


@cache
def programme() -> Programme:
    """The programme as it is served."""
    return load_programme(PACK)


@cache
def weeks() -> tuple[Activity, ...]:
    """Its weeks."""
    return list_weeks(programme=programme())


def workshops() -> list[ActivityKey]:
    """Its workshops' keys."""
    return [week.key for week in weeks() if week.kind is ActivityKind.WORKSHOP]


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[CohortPace, Dates]:
    """Any cohort with any calendar."""
    keys = st.sampled_from([week.key for week in weeks()])
    held = st.sampled_from(workshops())
    cohort = CohortPace(
        today=TODAY,
        policy=draw(st.sampled_from(CohortPolicy)),
        registers=draw(st.dictionaries(held, st.dates(TODAY - timedelta(days=99), TODAY), max_size=4)),
        stuck_after=draw(st.integers(1, 180)),
    )
    dates = Dates(draw(st.dictionaries(keys, days)), draw(st.dictionaries(held, days)))
    return cohort, dates


places = st.sampled_from([0, *(module * 100 + week for module in range(1, 5) for week in range(1, 8))])
headways = st.none() | st.builds(Headway, places, places)


def judge(
    cohort: CohortPace, dates: Dates, headway: Headway | None, last_on: date, *, is_gone: bool = False
) -> Pace:
    """The pace of one person."""
    first = place_of(weeks()[0])
    stands_at = headway.stands_at if headway else first
    reached = headway.reached if headway else 0
    opening = find_opening(weeks=weeks(), cohort=cohort, dates=dates, stands_at=stands_at, reached=reached)
    return decide_pace(
        first=first, cohort=cohort, headway=headway, opening=opening, last_on=last_on, is_gone=is_gone
    )


@given(cohorts(), headways, st.dates(TODAY - timedelta(days=300), TODAY))
def test_nobody_is_stuck_for_fewer_days_than_the_trainers_chose(
    found: tuple[CohortPace, Dates], headway: Headway | None, last_on: date
) -> None:
    cohort, dates = found
    pace = judge(cohort, dates, headway, last_on)
    assert pace.since is not None
    if pace.state is PaceState.STUCK:
        assert headway is not None
        assert pace.since <= TODAY - timedelta(days=cohort.stuck_after)
    if pace.state is PaceState.UNDER_WAY:
        assert pace.since > TODAY - timedelta(days=cohort.stuck_after)
    assert pace.since >= last_on


@given(cohorts(), headways, st.dates(TODAY - timedelta(days=300), TODAY))
def test_a_step_today_ends_being_stuck(
    found: tuple[CohortPace, Dates], headway: Headway | None, last_on: date
) -> None:
    cohort, dates = found
    before, after = judge(cohort, dates, headway, last_on), judge(cohort, dates, headway, TODAY)
    assert after.state is not PaceState.STUCK
    if before.state is not PaceState.STUCK:
        assert before.state is after.state


@given(cohorts(), headways, st.dates(TODAY - timedelta(days=300), TODAY))
def test_who_takes_part_no_more_is_neither_stuck_nor_waiting(
    found: tuple[CohortPace, Dates], headway: Headway | None, last_on: date
) -> None:
    pace = judge(*found, headway, last_on, is_gone=True)
    assert (pace.state, pace.since) == (PaceState.GONE, None)


@given(cohorts(), st.dates(TODAY - timedelta(days=300), TODAY))
def test_whose_own_part_is_done_is_not_stuck_whoever_is_awaited(
    found: tuple[CohortPace, Dates], last_on: date
) -> None:
    assert judge(*found, Headway(407, 0), last_on).state is PaceState.DONE


@pytest.mark.parametrize("register", [None, TODAY - timedelta(days=3)])
def test_who_waits_for_a_workshop_is_stuck_only_after_it(register: date | None) -> None:
    key = workshops()[0]
    long_ago = TODAY - timedelta(days=100)
    registers = {key: register} if register else {}
    cohort = CohortPace(TODAY, CohortPolicy.IN_ORDER, registers, stuck_after=3)
    pace = judge(cohort, Dates(), Headway(103, 105), long_ago)
    if register is None:
        assert pace.state is PaceState.WAITING
    else:
        assert (pace.state, pace.since) == (PaceState.STUCK, register)


def test_who_has_gone_beyond_a_workshop_waits_for_it_no_more() -> None:
    cohort = CohortPace(TODAY, CohortPolicy.IN_ORDER, {}, stuck_after=3)
    pace = judge(cohort, Dates(), Headway(105, 106), TODAY - timedelta(days=100))
    assert (pace.state, pace.since) == (PaceState.STUCK, TODAY - timedelta(days=100))


def test_a_week_that_the_calendar_has_not_opened_makes_nobody_stuck() -> None:
    cohort = CohortPace(TODAY, CohortPolicy.CALENDAR, {}, stuck_after=1)
    later = Dates(opens_on={ActivityKey("m1-w2"): TODAY + timedelta(days=1)})
    assert judge(cohort, later, Headway(101, 102), TODAY - timedelta(days=90)).state is PaceState.WAITING
    assert judge(cohort, Dates(), Headway(101, 102), TODAY - timedelta(days=90)).state is PaceState.WAITING
    today = Dates(opens_on={ActivityKey("m1-w2"): TODAY - timedelta(days=5)})
    pace = judge(cohort, today, Headway(101, 102), TODAY - timedelta(days=90))
    assert (pace.state, pace.since) == (PaceState.STUCK, TODAY - timedelta(days=5))


@given(st.data())
def test_headway_stands_at_the_first_week_whose_own_part_is_not_done(data: st.DataObject) -> None:
    essential = {week.key: list_essential(programme=programme(), activity=week) for week in weeks()}
    every = [ref for refs in essential.values() for ref in refs]
    done = frozenset(data.draw(st.sets(st.sampled_from(every), min_size=1)))
    ref = data.draw(st.sampled_from(sorted(done, key=str)))
    headway = decide_headway(programme=programme(), ref=ref, done=done, completed=frozenset())
    left = [week for week in weeks() if set(essential[week.key]) - done]
    assert headway.stands_at == (place_of(left[0]) if left else 0)
    home = next(week for week in weeks() if ref in essential[week.key])
    assert headway.reached == place_of(home)


def test_a_programme_done_to_the_end_leaves_no_week_to_stand_at() -> None:
    every = frozenset(ref for week in weeks() for ref in list_essential(programme=programme(), activity=week))
    last: TaskRef = list_essential(programme=programme(), activity=weeks()[-1])[-1]
    headway = decide_headway(programme=programme(), ref=last, done=every, completed=frozenset())
    assert headway == Headway(place_of(weeks()[-1]), 0)


def test_every_state_is_counted() -> None:
    pace = Pace(PaceState.STUCK, TODAY, 101)
    counted = count_states([pace, pace])
    assert counted[PaceState.STUCK] == 2
    assert set(counted) == set(PaceState)


READ = {"14": 14, " 1 ": 1, "180": 180, "181": None, "0": None, "-3": None, "": None, "²": None, "1e2": None}


@pytest.mark.parametrize(("typed", "days"), READ.items())
def test_a_number_of_days_is_read_or_refused(typed: str, days: int | None) -> None:
    assert read_days(typed) == days
