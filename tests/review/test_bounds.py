"""What bounds a trainer's form, and whose work it may be on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from lti_app.activity.outcome_rules import TooLong
from lti_app.cohort.records import Cohort, Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.review.decision_rules import Decision
from lti_app.review.form_rules import MOST_NOTES, MOST_READ, list_note_fields, read_sent_review
from lti_app.review.records import Feedback, FeedbackDraft
from tests.activity.conftest import OpenCourse
from tests.activity.courses import list_rows
from tests.activity.whole_programmes import make_whole
from tests.review.reviewing import Reviewing

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def reviewing(open_course: OpenCourse) -> Reviewing:
    """A course that waits for reviews."""
    course = open_course(make_whole())
    course.place("w1")
    return Reviewing(course)


def test_more_notes_than_anybody_reads_are_neither_kept_nor_sent(reviewing: Reviewing) -> None:
    reviewing.submit()
    form = {f"note.{number % 3 + 1}.{number + 1}": "x" for number in range(MOST_NOTES + 1)}
    assert isinstance(reviewing.save(form), TooLong)
    outcome = reviewing.send(Decision.ACCEPTED, form)
    assert isinstance(outcome, TooLong)
    assert f"the most that can be kept is {MOST_NOTES}" in outcome.faults[0].message
    assert list_rows(Feedback) == [] and list_rows(FeedbackDraft) == []


def test_a_form_with_notes_by_the_ten_thousand_is_read_no_further() -> None:
    """Each of them was looked for among all of them."""
    made_up = read_sent_review({f"note.1.{number}": "x" for number in range(1, 10_000)})
    assert len(made_up.answers.fields) == MOST_READ
    assert len(list_note_fields(made_up.answers, 1)) == MOST_READ + 1


def test_what_a_fellow_trainer_wrote_elsewhere_is_not_this_cohort_s_to_read(reviewing: Reviewing) -> None:
    reviewing.submit()
    with transaction() as session:
        session.execute(update(Membership).values(role=Role.TRAINER))
    with pytest.raises(NotHere):
        reviewing.open()
    with pytest.raises(NotHere):
        reviewing.send(Decision.ACCEPTED, {"overall": "Good."}, version=0)


def test_who_left_is_read_here_until_they_take_part_elsewhere(reviewing: Reviewing) -> None:
    reviewing.submit()
    with transaction() as session:
        session.execute(update(Membership).values(left_at=NOW))
    assert reviewing.open()
    with transaction() as session:
        member = session.scalars(select(Membership).where(Membership.role == Role.PARTICIPANT)).first()
        assert member is not None
        here = session.get_one(Cohort, member.cohort_id)
        later = Cohort(
            organisation_id=here.organisation_id,
            issuer=here.issuer,
            context_id="later",
            title="Spring",
            created_at=NOW,
        )
        session.add(later)
        session.flush()
        session.add(
            Membership(
                cohort_id=later.id,
                person_id=member.person_id,
                role=Role.PARTICIPANT,
                first_seen_at=NOW,
                last_seen_at=NOW,
            )
        )
    with pytest.raises(NotHere):
        reviewing.open()
    with transaction() as session:
        session.execute(update(Membership).values(left_at=None))
    assert reviewing.open()
