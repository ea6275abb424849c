"""Feedback is drafted, sent, changed until seen; accepted work counts, returned work comes back as a new version."""

from __future__ import annotations

import threading

import pytest
from flask import current_app
from sqlalchemy import text

from lti_app.activity.outcome_rules import Conflict, NotEnough, Saved, TooLong
from lti_app.activity.records import CompletionRecord, Submission
from lti_app.activity.state_records import list_states
from lti_app.cohort.role_rules import Role
from lti_app.database import db, read_only
from lti_app.errors import NotHere
from lti_app.review.decision_rules import Decision
from lti_app.review.outcome_rules import (
    AlreadySeen,
    NewerVersion,
    SendOutcome,
    Sent,
    SentByOther,
    StaysAccepted,
)
from lti_app.review.records import Feedback, FeedbackDraft, list_feedback
from tests.activity.conftest import OpenCourse
from tests.activity.courses import list_rows, list_scores
from tests.activity.programmes import make_ref
from tests.activity.whole_programmes import make_whole
from tests.review.reviewing import FIRST, STUDY, Reviewing

ACCEPT, RETURN = Decision.ACCEPTED, Decision.RETURNED
MORE = {"asked": "Say more of what the child said", "overall": "A good beginning"}


@pytest.fixture
def reviewing(open_course: OpenCourse) -> Reviewing:
    """A course that waits for reviews."""
    course = open_course(make_whole())
    course.place("w1")
    return Reviewing(course)


def list_returned(reviewing: Reviewing) -> frozenset[object]:
    """The tasks that the participant is asked to do more work on."""
    with read_only() as session:
        return frozenset(list_states(session.connection(), reviewing.participant.person_id).returned)


def test_accepting_completes_the_week_and_queues_its_grade(reviewing: Reviewing) -> None:
    reviewing.do_the_rest()
    reviewing.submit()
    assert list_rows(CompletionRecord) == []
    outcome = reviewing.send(ACCEPT, {"overall": "Well thought through"})
    assert isinstance(outcome, Sent)
    assert outcome.platform_ids == (1,)
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
    assert [score[1] for score in list_scores()] == [100]


def test_returned_work_does_not_count_and_its_next_version_is_accepted(reviewing: Reviewing) -> None:
    reviewing.do_the_rest()
    reviewing.submit()
    assert isinstance(reviewing.send(RETURN, MORE), Sent)
    assert list_returned(reviewing) == {STUDY}
    assert list_rows(CompletionRecord) == []
    reviewing.see()
    reviewing.submit("I listened to Ana for an hour, and she told me of school.", over=1_000_000)
    assert list_returned(reviewing) == frozenset()
    _, page = reviewing.open()
    assert (page.number, page.holds) == (2, True)
    assert page.earlier is not None and page.earlier.feedback is not None and page.earlier.differs
    assert isinstance(reviewing.send(ACCEPT, number=2), Sent)
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
    with read_only() as session:
        said = list_feedback(session, person_id=reviewing.participant.person_id)
    assert [(one.number, one.decision, one.asked) for one in said] == [
        (2, ACCEPT, ""),
        (1, RETURN, "Say more of what the child said"),
    ]


def test_what_is_open_stays_open_when_work_is_returned(reviewing: Reviewing) -> None:
    reviewing.do_the_rest()
    reviewing.submit()
    reviewing.send(RETURN, MORE)
    reviewing.submit("The next entry", task="real/second")


def test_returned_words_are_not_taken_again_unchanged(reviewing: Reviewing) -> None:
    reviewing.submit()
    reviewing.send(RETURN, MORE)
    same = reviewing.course.submit(reviewing.participant, "w1/study", {"text": FIRST}, over=1_000_000)
    assert isinstance(same, NotEnough)
    assert len(list_rows(Submission)) == 1
    assert reviewing.submit(f"{FIRST} More.", over=1_000_000).number == 2


def test_a_draft_is_kept_and_is_its_trainer_s_alone(reviewing: Reviewing) -> None:
    reviewing.submit()
    version, _ = reviewing.open()
    saved = reviewing.save({"note.1.1": "Which family?", "about.1.1": "1"}, version=version)
    assert isinstance(saved, Saved)
    over, page = reviewing.open()
    assert over == saved.version
    assert page.form is not None and page.form.notes(1)[0].words == "Which family?"
    _, other = reviewing.open(by=reviewing.second)
    assert other.form is not None and other.form.answers.fields == ()
    assert len(other.others) == 1
    with read_only() as session:
        assert list_feedback(session, person_id=reviewing.participant.person_id) == ()


def test_two_tabs_of_one_trainer_see_each_other(reviewing: Reviewing) -> None:
    reviewing.submit()
    version, _ = reviewing.open()
    reviewing.save({"overall": "One"}, version=version, tab="one")
    outcome = reviewing.save({"overall": "Other"}, version=version, tab="other")
    assert isinstance(outcome, Conflict)
    assert outcome.theirs.get("overall") == "One"


def test_the_second_of_two_trainers_is_told_and_loses_no_word(reviewing: Reviewing) -> None:
    reviewing.submit()
    version, _ = reviewing.open(by=reviewing.second)
    assert isinstance(reviewing.send(ACCEPT, {"overall": "First"}), Sent)
    outcome = reviewing.send(RETURN, MORE, by=reviewing.second, version=version)
    assert isinstance(outcome, SentByOther)
    assert outcome.sent.by_id == reviewing.trainer.person_id
    _, page = reviewing.open(by=reviewing.second)
    assert page.form is None
    assert page.unsent is not None and page.unsent.get("overall") == "A good beginning"
    [feedback] = list_rows(Feedback)
    assert feedback.decision is ACCEPT and feedback.overall == "First"


def test_many_trainers_at_once_send_one_feedback(reviewing: Reviewing) -> None:
    reviewing.submit()
    visits = [reviewing.course.enter(f"many-{number}", Role.TRAINER) for number in range(6)]
    version, _ = reviewing.open(by=visits[0])
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    outcomes: list[SendOutcome] = []

    def send(visit: object) -> None:
        with app.app_context():
            outcomes.append(
                reviewing.send(ACCEPT, {"overall": "Mine"}, by=visit, version=version)  # type: ignore[arg-type]
            )
            db.session.remove()

    threads = [threading.Thread(target=send, args=(visit,)) for visit in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(type(one).__name__ for one in outcomes) == ["Sent", *["SentByOther"] * 5]
    assert len(list_rows(Feedback)) == 1
    assert len(list_rows(FeedbackDraft)) == 5


def test_feedback_on_a_version_that_is_no_longer_the_newest_is_kept_for_the_newer(
    reviewing: Reviewing,
) -> None:
    reviewing.submit()
    version, _ = reviewing.open()
    reviewing.submit("I listened to Ana.\n\nThen I wrote it all down.", over=1_000_000)
    outcome = reviewing.send(
        ACCEPT, {"note.2.1": "Where?", "note.1.1": "Who?", "overall": "So far"}, version=version
    )
    assert outcome == NewerVersion(2)
    _, page = reviewing.open()
    assert page.form is not None and page.number == 2
    assert page.form.notes(2)[0].words == "Where?"
    assert "Who?" in page.form.text("overall") and "So far" in page.form.text("overall")


def test_what_was_sent_can_be_changed_until_it_is_seen(reviewing: Reviewing) -> None:
    reviewing.submit()
    reviewing.send(RETURN, {**MORE, "note.1.1": "Who?"})
    _, page = reviewing.open(changes=True)
    assert page.form is not None and page.form.notes(1)[0].words == "Who?"
    assert isinstance(reviewing.send(ACCEPT, {"overall": "On second thoughts, enough"}), Sent)
    [feedback] = list_rows(Feedback)
    assert (feedback.decision, feedback.overall, feedback.edition) == (
        ACCEPT,
        "On second thoughts, enough",
        2,
    )
    version, _ = reviewing.open(changes=True)
    assert isinstance(reviewing.send(RETURN, MORE, version=version), StaysAccepted)
    reviewing.see()
    assert isinstance(reviewing.send(ACCEPT, {"overall": "Once more"}, version=version + 2), AlreadySeen)
    assert list_rows(Feedback)[0].overall == "On second thoughts, enough"


def test_where_nobody_waits_feedback_takes_nothing_away(open_course: OpenCourse) -> None:
    course = open_course(make_whole())
    course.place("w1")
    reviewing = Reviewing(course, reviews=False)
    reviewing.do_the_rest()
    reviewing.submit()
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
    assert reviewing.send(RETURN, MORE) == Sent(RETURN, ())
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["w1"]
    assert list_returned(reviewing) == {STUDY}


def test_what_is_not_enough_or_too_long_is_not_sent(reviewing: Reviewing) -> None:
    reviewing.submit()
    outcome = reviewing.send(RETURN, {"overall": "Hm"})
    assert isinstance(outcome, NotEnough)
    assert reviewing.open()[1].form is not None
    assert isinstance(reviewing.send(ACCEPT, {"overall": "x" * 1001}), TooLong)
    assert list_rows(Feedback) == []


def test_the_words_are_encrypted_where_they_are_kept(reviewing: Reviewing) -> None:
    reviewing.submit()
    reviewing.save({"overall": "A secret draft"}, by=reviewing.second, version=reviewing.open()[0])
    reviewing.send(RETURN, {**MORE, "note.1.1": "A secret note"})
    with read_only() as session:
        kept = [
            *session.execute(text("select overall, asked, margins from feedback")),
            *session.execute(text("select answers from feedback_drafts")),
        ]
    flat = " ".join(str(row) for row in kept)
    assert "secret" not in flat and "beginning" not in flat and "child" not in flat


def test_nobody_s_and_one_s_own_work_is_not_here_to_review(reviewing: Reviewing) -> None:
    reviewing.submit()
    other = reviewing.course.another_cohort()
    stranger = other.enter("t9", Role.TRAINER)
    for visit, ref in (
        (stranger, STUDY),
        (reviewing.participant, STUDY),
        (reviewing.trainer, make_ref("w1", "nothing")),
    ):
        with pytest.raises(NotHere):
            reviewing.send(ACCEPT, by=visit, ref=ref, version=0)
