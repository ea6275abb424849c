"""What a participant is told of their work: each version that a trainer has spoken on, with the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.activity.answers_rules import Answers
from lti_app.activity.fault_rules import AnswerFault
from lti_app.programme.model import Task
from lti_app.review.decision_rules import GivenFeedback
from lti_app.review.passage_rules import MarkedText, mark_passages
from lti_app.review.work_rules import Work


@dataclass(frozen=True, slots=True)
class ToldFeedback:
    """What was said of one version, and that version with the notes beside it; `is_last` where nothing newer was
    submitted."""

    feedback: GivenFeedback
    text: MarkedText
    is_last: bool


def list_told(*, task: Task, work: Work) -> tuple[ToldFeedback, ...]:
    """All that was said of a task's versions, the newest first."""
    last = work.versions[0].number if work.versions else 0
    return tuple(
        ToldFeedback(
            feedback=one,
            text=mark_passages(sections=version.lay_out(task), notes=one.margins),
            is_last=one.number == last,
        )
        for one in work.feedback
        if (version := work.find(one.number)) is not None
    )


def list_unchanged_faults(*, answers: Answers, returned: Answers) -> tuple[AnswerFault, ...]:
    """That returned work is sent again as it was; empty where anything in it is new."""
    if answers != returned or not answers.fields:
        return ()
    message = "These are the words that your trainer returned. Change them, then submit them again"
    return (AnswerFault(answers.fields[0][0], message),)
