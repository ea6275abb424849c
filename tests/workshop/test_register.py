"""The register on real databases: attendance completes what completes with it, and a slip can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_app.activity.evidence_records import record_completion
from lti_app.activity.records import CompletionRecord
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.outcome_rules import Marked, MarkOutcome, NeedsReason, NoMark, Undone
from lti_app.workshop.records import Attendance
from lti_app.workshop.register_actions import mark_attendance, undo_attendance
from tests.activity.conftest import OpenCourse
from tests.activity.courses import Course, list_rows, list_scores
from tests.activity.whole_programmes import BRADLEY, STORY_TWO, WORKSHOP, make_whole


def mark(
    course: Course, visit: Visit, presence: Presence = Presence.PRESENT, reason: str = ""
) -> MarkOutcome:
    """Mark a participant in the register of the workshop."""
    trainer = course.enter("t1", Role.TRAINER)
    return mark_attendance(
        programme=course.programme,
        cohort_id=course.cohort_id,
        person_id=visit.person_id,
        workshop_key="w2",
        presence=presence,
        reason=reason,
        by_id=trainer.person_id,
        now=course.now,
    )


def undo(course: Course, visit: Visit) -> object:
    """Undo the mark."""
    return undo_attendance(
        programme=course.programme,
        cohort_id=course.cohort_id,
        person_id=visit.person_id,
        workshop_key="w2",
        by_id=visit.person_id,
        now=course.now,
    )


def list_completed() -> set[str]:
    """The activities that anybody has completed."""
    return {row.activity_key for row in list_rows(CompletionRecord)}


def test_attendance_completes_the_week_and_its_cases_and_queues_the_grade_once(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_whole())
    placement = course.place("w2")
    visit = course.enter()
    assert mark(course, visit) == Marked(Presence.PRESENT, (WORKSHOP, BRADLEY, STORY_TWO), (1,))
    assert mark(course, visit) == Marked(Presence.PRESENT, (), (1,))
    assert list_completed() == {"w2", "bradley", "story-2"}
    assert [(score[0], score[1], score[2]) for score in list_scores()] == [(placement, 100, 1)]
    assert len(list_rows(Attendance)) == 1


def test_an_agreed_catch_up_needs_its_reason_and_counts_as_attendance(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = course.enter()
    assert mark(course, visit, Presence.CATCH_UP, "  ") == NeedsReason()
    assert list_rows(Attendance) == []
    mark(course, visit, Presence.ABSENT)
    assert list_completed() == set()
    outcome = mark(course, visit, Presence.CATCH_UP, "Ill; met on Friday")
    assert isinstance(outcome, Marked) and WORKSHOP in outcome.completed
    standing = [row for row in list_rows(Attendance) if row.undone_at is None]
    assert [(row.presence, row.reason) for row in standing] == [(Presence.CATCH_UP, "Ill; met on Friday")]


def test_undoing_a_mark_takes_back_what_rested_on_it_and_nothing_else(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = course.enter()
    assert undo(course, visit) == NoMark()
    mark(course, visit)
    assert undo(course, visit) == Undone((WORKSHOP, BRADLEY, STORY_TWO))
    assert list_completed() == set()
    mark(course, visit)
    assert list_completed() == {"w2", "bradley", "story-2"}


def test_a_tap_on_the_wrong_button_is_put_right_by_the_other_or_by_undoing(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    visit = course.enter()
    later = replace(course, now=course.now + timedelta(minutes=1))
    mark(course, visit)
    mark(later, visit, Presence.ABSENT)
    assert list_completed() == set()
    mark(course, visit)
    mark(later, visit, Presence.CATCH_UP, "Left at noon; met on Friday")
    assert list_completed() == {"w2", "bradley", "story-2"}
    assert undo(later, visit) == Undone((WORKSHOP, BRADLEY, STORY_TWO))
    assert list_completed() == set()


def test_what_was_complete_before_any_register_stays_when_somebody_was_not_here(
    open_course: OpenCourse,
) -> None:
    course = open_course(make_whole())
    visit = course.enter()
    with transaction() as session:
        before = course.now - timedelta(days=1)
        record_completion(session, person_id=visit.person_id, activity_key="story-2", now=before)
    mark(course, visit)
    mark(course, visit, Presence.ABSENT)
    assert list_completed() == {"story-2"}


def test_attendance_in_another_cohort_stays_whatever_is_marked_here(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    mark(course, course.enter())
    other = course.another_cohort()
    visit = other.enter()
    mark(other, visit, Presence.ABSENT)
    undo(other, visit)
    assert list_completed() == {"w2", "bradley", "story-2"}


def test_who_takes_no_part_cannot_be_marked_nor_a_week_that_is_no_workshop(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    with pytest.raises(NotHere):
        mark(course, course.enter("t1", Role.TRAINER))
    other = course.another_cohort().enter("p2")
    with pytest.raises(NotHere):
        mark(course, other)
    with pytest.raises(NotHere):
        mark_attendance(
            programme=course.programme,
            cohort_id=course.cohort_id,
            person_id=course.enter().person_id,
            workshop_key="w1",
            presence=Presence.PRESENT,
            by_id=1,
            now=course.now,
        )
