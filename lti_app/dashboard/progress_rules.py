"""How a trainer's table puts one person's work and scores in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti_app.activity.completion_rules import Progress
from lti_app.placement.grading_rules import Grading
from lti_app.score_delivery.rules import ScoreStanding, ScoreState


def describe_progress(progress: Progress) -> str:
    """Where a person stands in one activity."""
    if progress.complete:
        return "Complete"
    if progress.done:
        return f"{progress.done} of {progress.total} tasks done"
    return "Not started"


def describe_scores(scores: Sequence[ScoreStanding]) -> str | None:
    """Where a person's grades for one activity are, over all its links in the course; None where there are none."""
    if not scores:
        return None
    states = {score.state for score in scores}
    if ScoreState.NEEDS_A_PERSON in states:
        return "Grade not accepted"
    if ScoreState.WAITING in states:
        return "Grade waits: the course has no gradebook column for it yet"
    if ScoreState.QUEUED in states:
        return "Grade on its way"
    return "Grade sent"


def find_last_sent(scores: Sequence[ScoreStanding]) -> datetime | None:
    """When the last of these scores was accepted."""
    return max((score.settled_at for score in scores if score.settled_at), default=None)


def describe_grading(gradings: Sequence[Grading]) -> str:
    """What an activity's links in the course report to the gradebook."""
    if not gradings:
        return "not in the course page"
    if set(gradings) == {Grading.NONE}:
        return "not graded"
    return "graded as work goes on" if Grading.PROGRESS in gradings else "graded on completion"


def describe_waiting(score: ScoreStanding) -> str | None:
    """Why a grade is not in the gradebook, for the trainer; None where it is there, or simply on its way."""
    match score.state:
        case ScoreState.NEEDS_A_PERSON:
            return f"The course did not take it: {score.why}. Put that right there, then send it again."
        case ScoreState.WAITING:
            return (
                "The course has no gradebook column for it yet. It is sent as soon as there is one: open the activity "
                "from the course page once, or place it again with the picker."
            )
        case ScoreState.QUEUED if score.why is not None:
            return f"It will be tried again by itself. The last attempt met with this: {score.why}."
        case _:
            return None
