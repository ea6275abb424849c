"""The calendar: weeks one after another, breaks left out, late starters on their own days; kept whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lti_app.cohort.calendar_rules import (
    CalendarPlan,
    Pause,
    decide_dates,
    list_calendar_faults,
    list_week_days,
)
from lti_app.programme.model import ActivityKey
from tests.activity.whole_programmes import WORKSHOP, make_whole

WHOLE = make_whole()
START = date(2027, 1, 4)
W1, W3 = ActivityKey("w1"), ActivityKey("w3")
pauses = st.lists(
    st.builds(
        lambda first, days: Pause(first, first + timedelta(days)),
        st.dates(START, START + timedelta(200)),
        st.integers(0, 40),
    ),
    max_size=4,
)


def test_weeks_open_one_a_week_and_pass_over_a_break() -> None:
    pause = Pause(date(2027, 1, 11), date(2027, 1, 17))
    days = list_week_days(starts_on=START, pauses=(pause,), count=3)
    assert days == (START, date(2027, 1, 18), date(2027, 1, 25))


@given(pauses, st.integers(1, 28))
def test_days_rise_keep_their_weekday_and_lie_in_no_break(breaks: list[Pause], count: int) -> None:
    days = list_week_days(starts_on=START, pauses=breaks, count=count)
    assert list(days) == sorted(set(days))
    assert len(days) == count
    assert {day.weekday() for day in days} == {START.weekday()}
    assert not any(one.first_on <= day <= one.last_on for day in days for one in breaks)


def test_a_workshop_s_week_opens_on_its_day_at_the_latest_and_for_late_starters_too() -> None:
    held = START + timedelta(3)
    plan = CalendarPlan(START, (), {WORKSHOP: held})
    assert decide_dates(programme=WHOLE, plan=plan).opens_on[WORKSHOP] == held
    late = decide_dates(programme=WHOLE, plan=plan, late_on=START + timedelta(14))
    assert late.opens_on[W1] == START + timedelta(14)
    assert late.opens_on[W3] == START + timedelta(28)
    assert late.opens_on[WORKSHOP] == held
    assert late.workshop_on == {WORKSHOP: held}


def test_without_a_first_day_no_week_has_a_day() -> None:
    assert decide_dates(programme=WHOLE, plan=CalendarPlan()).opens_on == {}


def test_every_fault_of_a_calendar_is_named_at_once() -> None:
    plan = CalendarPlan(
        START,
        (Pause(START, START - timedelta(1)), Pause(START, START + timedelta(500))),
        {W1: START, WORKSHOP: START - timedelta(1)},
    )
    faults = list_calendar_faults(programme=WHOLE, plan=plan)
    assert [fault.field for fault in faults] == ["pause.1", "pause.2", "workshop.w1", "workshop.w2"]
