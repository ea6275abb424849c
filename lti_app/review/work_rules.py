"""One person's work on one task as a trainer meets it: every version, and what was said of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.answers_rules import Answers
from lti_app.programme.model import Task
from lti_app.review.decision_rules import GivenFeedback
from lti_app.review.layout_rules import lay_out
from lti_app.review.passage_rules import Section


@dataclass(frozen=True, slots=True)
class Version:
    """One submission of a task: its row, its number from 1, the answers, and the question that it answers.

    `waits` says that it counts only once a trainer has accepted it.
    """

    submission_id: int
    number: int
    answers: Answers
    submitted_at: datetime
    digest: str
    question: str
    waits: bool

    def lay_out(self, task: Task) -> tuple[Section, ...]:
        """It as numbered passages."""
        return lay_out(task=task, answers=self.answers, digest=self.digest)


@dataclass(frozen=True, slots=True)
class Work:
    """All the versions of one task of one person, the newest first, and the feedback on them."""

    versions: tuple[Version, ...]
    feedback: tuple[GivenFeedback, ...]

    def find(self, number: int) -> Version | None:
        """The version of that number."""
        return next((one for one in self.versions if one.number == number), None)

    def find_feedback(self, number: int) -> GivenFeedback | None:
        """What was said of that version."""
        return next((one for one in self.feedback if one.number == number), None)
