"""How a trainer's table puts one person's work and scores in words."""

from __future__ import annotations

from collections.abc import Collection

from lti_app.activity.completion_rules import Progress
from lti_app.score_delivery.rules import ScoreStanding, ScoreState


def describe_progress(progress: Progress) -> str:
    """Where a person stands in one activity."""
    if progress.complete:
        return "Complete"
    if progress.done:
        return f"{progress.done} of {progress.total} tasks done"
    return "Not started"


def describe_scores(states: Collection[ScoreState]) -> str | None:
    """Where a person's grades for one activity are, over all its links in the course; None where there are none."""
    if not states:
        return None
    if ScoreState.NEEDS_A_PERSON in states:
        return "Grade not accepted"
    if ScoreState.WAITING in states:
        return "Grade waits for a gradebook column"
    if ScoreState.QUEUED in states:
        return "Grade on its way"
    return "Grade sent"


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
