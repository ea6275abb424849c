"""What waits for whom as their work goes on: returned, new, awaited, near; and at what cost it is found out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from lti_app.activity.records import Submission
from lti_app.cohort.calendar_records import WorkshopDay
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import db, transaction
from lti_app.launch.visit_rules import Visit
from lti_app.notices.reads import list_waiting
from lti_app.notices.rules import Notice, NoticeKind, Waiting
from lti_app.review.decision_rules import Decision
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import StatementKind
from tests.activity.conftest import OpenCourse
from tests.activity.whole_programmes import make_whole
from tests.review.reviewing import Reviewing

MORE = {"asked": "Say more of what the child said", "overall": "A good beginning"}
GOOD = {"overall": "Clear and careful"}


@pytest.fixture
def reviewing(open_course: OpenCourse) -> Reviewing:
    """A course that waits for reviews."""
    return Reviewing(open_course(make_whole()))


def waiting_of(reviewing: Reviewing, visit: Visit) -> Waiting:
    """What waits for that person now."""
    course = reviewing.course
    return list_waiting(visit=visit, programme=course.programme, now=course.now)


def kinds(notices: tuple[Notice, ...]) -> list[NoticeKind]:
    """Which kinds of thing wait."""
    return [one.kind for one in notices]


def hold_workshop(reviewing: Reviewing, on: date) -> None:
    """Give the workshop its day."""
    with transaction() as session:
        cohort_id = reviewing.course.cohort_id
        session.add(WorkshopDay(cohort_id=cohort_id, workshop_key="w2", held_on=on))


def test_nothing_waits_at_first(reviewing: Reviewing) -> None:
    assert waiting_of(reviewing, reviewing.participant) == Waiting()
    assert kinds(waiting_of(reviewing, reviewing.trainer).mine) in ([], [NoticeKind.READINGS])


def test_a_submission_waits_for_the_trainer_until_they_speak(reviewing: Reviewing) -> None:
    reviewing.submit()
    mine = waiting_of(reviewing, reviewing.trainer).mine
    assert (mine[0].kind, mine[0].text) == (NoticeKind.REVIEWS, "1 piece of work waits for your review.")
    assert kinds(waiting_of(reviewing, reviewing.participant).others) == [NoticeKind.AWAITED]

    reviewing.send(Decision.RETURNED, MORE)
    assert NoticeKind.REVIEWS not in kinds(waiting_of(reviewing, reviewing.trainer).mine)
    (returned,) = waiting_of(reviewing, reviewing.participant).mine
    assert returned.kind is NoticeKind.RETURNED
    assert (returned.activity, returned.task) == ("w1", "study")

    reviewing.submit("I went to see the family again, and asked Ana what she wants.", over=1_000_000)
    assert NoticeKind.REVIEWS in kinds(waiting_of(reviewing, reviewing.trainer).mine)
    assert waiting_of(reviewing, reviewing.participant).mine == ()


def test_feedback_is_new_until_it_is_seen(reviewing: Reviewing) -> None:
    reviewing.submit()
    reviewing.send(Decision.ACCEPTED, GOOD)
    waiting = waiting_of(reviewing, reviewing.participant)
    assert kinds(waiting.mine) == [NoticeKind.FEEDBACK] and waiting.others == ()
    reviewing.see()
    assert waiting_of(reviewing, reviewing.participant) == Waiting()


@pytest.mark.parametrize(
    ("days", "participant", "trainer"),
    [
        (15, [], []),
        (14, [NoticeKind.WORKSHOP], [NoticeKind.WORKSHOP]),
        (0, [NoticeKind.WORKSHOP], [NoticeKind.WORKSHOP]),
        (-1, [], [NoticeKind.REGISTER]),
        (-61, [], []),
    ],
)
def test_a_workshop_is_told_two_weeks_ahead_and_its_empty_register_afterwards(
    reviewing: Reviewing, days: int, participant: list[NoticeKind], trainer: list[NoticeKind]
) -> None:
    hold_workshop(reviewing, reviewing.course.now.date() + timedelta(days=days))
    assert kinds(waiting_of(reviewing, reviewing.participant).mine) == participant
    mine = kinds(waiting_of(reviewing, reviewing.trainer).mine)
    assert [one for one in mine if one is not NoticeKind.READINGS] == trainer


def test_a_proposed_line_manager_waits_for_the_trainer_of_that_cohort_alone(reviewing: Reviewing) -> None:
    elsewhere = reviewing.course.another_cohort().enter("t9", Role.TRAINER)
    with transaction() as session:
        session.add(
            LineManagerRecord(
                organisation_id=1,
                person_id=reviewing.participant.person_id,
                state=NamingState.PROPOSED,
                name="Morgan Lee",
                post="Team manager",
                address="morgan@northmoor.example",
                address_digest="d",
                named_at=reviewing.course.now,
            )
        )
    assert NoticeKind.LINE_MANAGERS in kinds(waiting_of(reviewing, reviewing.trainer).mine)
    assert NoticeKind.LINE_MANAGERS not in kinds(waiting_of(reviewing, elsewhere).mine)


def test_what_a_line_manager_sent_back_waits_until_it_is_submitted_again(reviewing: Reviewing) -> None:
    reviewing.submit()
    with transaction() as session:
        session.query(Submission).update({"settled_at": None})
        session.add(
            SignedStatement(
                person_id=reviewing.participant.person_id,
                kind=StatementKind.SENT_BACK,
                ref="w1/study",
                number=1,
                name="Morgan Lee",
                post="Team manager",
                statement="",
                words="Add the dates",
                signed_at=reviewing.course.now,
            )
        )
    waiting = waiting_of(reviewing, reviewing.participant)
    assert kinds(waiting.mine) == [NoticeKind.SENT_BACK] and waiting.others == ()
    reviewing.submit("I went to see the family. Here are the dates.", over=1_000_000)
    assert waiting_of(reviewing, reviewing.participant).mine == ()


def test_somebody_who_left_waits_for_nobody(reviewing: Reviewing) -> None:
    reviewing.submit()
    with transaction() as session:
        session.query(Membership).filter_by(person_id=reviewing.participant.person_id).update(
            {"left_at": reviewing.course.now}
        )
    assert NoticeKind.REVIEWS not in kinds(waiting_of(reviewing, reviewing.trainer).mine)


def test_what_waits_costs_the_same_however_much_it_is(reviewing: Reviewing) -> None:
    def count(visit: Visit) -> int:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        waiting_of(reviewing, visit)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    before = [count(reviewing.participant), count(reviewing.trainer)]
    reviewing.submit()
    reviewing.do_the_rest()
    hold_workshop(reviewing, reviewing.course.now.date())
    for number in range(5):
        reviewing.course.enter(f"more-{number}")
    assert [count(reviewing.participant), count(reviewing.trainer)] == before
    assert max(before) <= 9
