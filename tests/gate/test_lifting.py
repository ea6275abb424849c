"""Waivers, calendars and policies on real databases: each moves the gate for whom it is meant, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_app.activity.outcome_rules import ClosedGate, Submitted
from lti_app.activity.state_records import list_states
from lti_app.cohort.calendar_actions import set_calendar, set_late_start, set_policy
from lti_app.cohort.calendar_records import load_calendar_plan
from lti_app.cohort.calendar_rules import CalendarPlan, Pause
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.database import flushed, read_only
from lti_app.errors import NotHere
from lti_app.gate.actions import ReasonMissing, Waived, add_waiver, end_waiver
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.records import list_waivers
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey
from tests.activity.conftest import OpenCourse
from tests.activity.courses import Course
from tests.activity.whole_programmes import WORKSHOP, make_whole

WORDS = {"text": "words"}


def waive(course: Course, person: Visit | None, reason: str = "Moved from another cohort") -> object:
    """Waive the third week's turn, for a person or for all."""
    return add_waiver(
        programme=course.programme,
        cohort_id=course.cohort_id,
        person_id=person.person_id if person else None,
        activity_key="w3",
        task_key=None,
        reason=reason,
        by_id=course.enter("p9").person_id,
        now=course.now,
    )


def load(course: Course, visit: Visit) -> GateFacts:
    """What is so for that person today."""
    with read_only() as session:
        return load_facts(
            flushed(session),
            programme=course.programme,
            person_id=visit.person_id,
            cohort_id=course.cohort_id,
            states=list_states(flushed(session), visit.person_id),
            today=london_day(course.now),
        )


def test_a_waiver_needs_a_reason_and_opens_for_its_person_alone_until_it_ends(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_whole())
    one, other = course.enter("p1"), course.enter("p2")
    assert waive(course, one, " ") == ReasonMissing()
    waived = waive(course, one)
    assert isinstance(waived, Waived)
    assert isinstance(course.submit(other, "w3/d", WORDS), ClosedGate)
    assert isinstance(course.submit(one, "w3/d", WORDS), Submitted)
    end_waiver(cohort_id=course.cohort_id, waiver_id=waived.waiver_id, by_id=one.person_id, now=course.now)
    with read_only() as session:
        assert list_waivers(session, cohort_id=course.cohort_id) == []
    assert isinstance(course.submit(one, "w3/d", {"text": "other"}, over=1_000_000), Submitted)


def test_a_waiver_for_the_cohort_opens_for_everybody_in_it_and_in_no_other(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    waive(course, None)
    assert isinstance(course.submit(course.enter(), "w3/d", WORDS), Submitted)
    other = course.another_cohort()
    assert isinstance(other.submit(other.enter("p2"), "w3/d", WORDS), ClosedGate)
    with pytest.raises(NotHere):
        end_waiver(cohort_id=other.cohort_id, waiver_id=1, by_id=1, now=course.now)


def test_a_calendar_opens_weeks_on_their_days_and_a_late_starter_s_on_their_own(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_whole(), policy=CohortPolicy.CALENDAR)
    prompt, late = course.enter("p1"), course.enter("p2")
    assert isinstance(course.submit(prompt, "w1/a", WORDS), ClosedGate)
    today = london_day(course.now)
    plan = CalendarPlan(today, (Pause(today + timedelta(7), today + timedelta(8)),), {WORKSHOP: today})
    assert (
        set_calendar(
            programme=course.programme,
            cohort_id=course.cohort_id,
            plan=plan,
            by_id=late.person_id,
            now=course.now,
        )
        == ()
    )
    with read_only() as session:
        assert load_calendar_plan(session, cohort_id=course.cohort_id) == plan
    assert load(course, prompt).dates.opens_on[ActivityKey("w3")] == today + timedelta(21)
    assert isinstance(course.submit(prompt, "w1/a", WORDS), Submitted)
    start = today + timedelta(7)
    set_late_start(
        cohort_id=course.cohort_id, person_id=late.person_id, starts_on=start, by_id=1, now=course.now
    )
    assert isinstance(course.submit(late, "w1/a", WORDS), ClosedGate)
    assert isinstance(course.submit(prompt, "w1/study", WORDS), Submitted)
    later = replace(course, now=course.now + timedelta(14))
    assert isinstance(later.submit(late, "w1/a", WORDS), Submitted)


def test_a_wrong_calendar_changes_nothing(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    today = london_day(course.now)
    wrong = CalendarPlan(today, (), {ActivityKey("w1"): today})
    faults = set_calendar(
        programme=course.programme, cohort_id=course.cohort_id, plan=wrong, by_id=1, now=course.now
    )
    assert [fault.field for fault in faults] == ["workshop.w1"]
    with read_only() as session:
        assert load_calendar_plan(session, cohort_id=course.cohort_id) == CalendarPlan()


def test_a_stricter_policy_closes_nothing_that_somebody_has_worked_on(open_course: OpenCourse) -> None:
    course = open_course(make_whole(), policy=CohortPolicy.OPEN)
    visit = course.enter()
    course.submit(visit, "w3/d", WORDS)
    set_policy(cohort_id=course.cohort_id, policy=CohortPolicy.IN_ORDER)
    assert isinstance(course.submit(visit, "w3/d", {"text": "more"}, over=1_000_000), Submitted)
    assert isinstance(course.submit(course.enter("p2"), "w3/d", WORDS), ClosedGate)
