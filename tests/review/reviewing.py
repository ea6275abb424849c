"""A course in which a participant submits a study and trainers say what they think of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lti_app.activity.outcome_rules import Submitted
from lti_app.cohort.role_rules import Role
from lti_app.gate.actions import choose_waits
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import TaskRef
from lti_app.review.actions import mark_seen, save_feedback, send_feedback
from lti_app.review.decision_rules import Decision
from lti_app.review.form_rules import read_sent_review
from lti_app.review.outcome_rules import SaveFeedbackOutcome, SendOutcome
from lti_app.review.page_rules import ReviewPage, ReviewWish
from lti_app.review.reads import get_review_page
from tests.activity.courses import Course
from tests.activity.programmes import make_ref

STUDY = make_ref("w1", "study")
FIRST = "I went to see the family. I listened to Ana.\n\nThen I wrote it all down."


class Reviewing:
    """A course that waits for reviews, with a participant and two trainers."""

    def __init__(self, course: Course, *, reviews: bool = True) -> None:
        self.course = course
        self.trainer = course.enter("t1", Role.TRAINER)
        self.second = course.enter("t2", Role.TRAINER)
        choose_waits(cohort_id=course.cohort_id, reviews=reviews, agreements=False, by_id=1, now=course.now)
        self.participant = course.enter("p1")

    def submit(self, text: str = FIRST, *, task: str = "w1/study", over: int = 0) -> Submitted:
        """Submit the study."""
        self.course.now += timedelta(minutes=1)
        outcome = self.course.submit(self.participant, task, {"text": text}, over=over)
        assert isinstance(outcome, Submitted), outcome
        return outcome

    def do_the_rest(self) -> None:
        """Do what else the first week asks for."""
        for task in ("w1/a", "real/first"):
            self.submit("words", task=task)

    def send(
        self,
        decision: Decision,
        form: dict[str, str] | None = None,
        *,
        by: Visit | None = None,
        number: int = 1,
        version: int | None = None,
        ref: TaskRef = STUDY,
    ) -> SendOutcome:
        """Send feedback from a form that was just opened."""
        visit = by or self.trainer
        over = version if version is not None else self.open(by=visit, number=number, changes=True)[0]
        return send_feedback(
            **self._typed(visit, form or {}, number, over, ref), decision=decision, now=self.course.now
        )

    def save(
        self,
        form: dict[str, str],
        *,
        by: Visit | None = None,
        number: int = 1,
        version: int = 0,
        tab: str = "tab",
    ) -> SaveFeedbackOutcome:
        """Save a draft of feedback, typed over that version of it."""
        visit = by or self.trainer
        typed = self._typed(visit, {**form, "editor": tab}, number, version, STUDY)
        return save_feedback(**typed, now=self.course.now)

    def open(
        self, *, by: Visit | None = None, number: int | None = None, changes: bool = False
    ) -> tuple[int, ReviewPage]:
        """The page of the study as a trainer sees it, and the version of its form (0 without one)."""
        page = get_review_page(
            visit=by or self.trainer,
            programme=self.course.programme,
            person_id=self.participant.person_id,
            ref=STUDY,
            wish=ReviewWish(editor="tab", store_key="key", number=number, changes=changes),
        )
        return page.form.version if page.form is not None else 0, page

    def see(self) -> None:
        """Let the participant see what was said of the study."""
        mark_seen(visit=self.participant, activity_key="w1", task_key="study", now=self.course.now)

    def _typed(
        self, visit: Visit, form: dict[str, str], number: int, version: int, ref: TaskRef
    ) -> dict[str, Any]:
        review = read_sent_review({"editor": "tab", **form, "number": str(number), "version": str(version)})
        return {
            "visit": visit,
            "programme": self.course.programme,
            "person_id": self.participant.person_id,
            "ref": ref,
            "review": review,
            "max_characters": 1000,
        }
