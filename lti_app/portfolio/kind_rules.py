"""What sorts of evidence a portfolio holds, which of them may ever be handed over, and which are offered at first."""

from __future__ import annotations

from enum import StrEnum

from lti_app.programme.model import (
    Agreement,
    Asks,
    Briefing,
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    Questions,
    Rate,
    Readers,
    ReflectOn,
    RespondToEach,
    Task,
    Touchpoint,
    Views,
    Write,
)


class PortfolioKind(StrEnum):
    """A sort of evidence, by its heading, in the order of a portfolio."""

    SELF_EVALUATION = "Self-evaluations"
    GOALS = "Learning goals and study plan"
    AGREEMENT = "Learning agreement"
    BRIEFING = "Policy and practice briefing"
    REFLECTION = "Reflections and feedback on them"
    CASE = "Real-life case study"
    DISCUSSION = "Discussions"
    STRENGTHS = "What colleagues and managers say"
    VIEWS = "The views of others"
    WRITING = "Other written work"
    QUESTIONS = "Questions for the workshops"


class Concern(StrEnum):
    """One of the five concerns of the Knowledge and Skills Statement Achieving Permanence (2016)."""

    OPTION = "Deciding on the best permanence option"
    LEGAL = "Negotiating the legal process"
    DELAY = "Helping children find permanence without unnecessary delay"
    TRANSITION = "Supporting children and families in transition, and supporting the placement"
    DISRUPTION = "Managing disruption and breakdown"


OFFERED = frozenset(PortfolioKind) - {
    PortfolioKind.SELF_EVALUATION,
    PortfolioKind.STRENGTHS,
    PortfolioKind.VIEWS,
    PortfolioKind.WRITING,
    PortfolioKind.QUESTIONS,
}
"""The kinds that are ticked before the participant has chosen; of the others, what they tick."""


def decide_kind(task: Task) -> PortfolioKind | None:
    """The kind under which what is written for `task` may be handed over; None where it never may.

    Notes, first responses to vignettes and the reflection on one's own childhood are the participant's alone, and so
    is whatever the pack keeps to them.
    """
    kind = _kind_of(task.asks)
    return None if task.readers is Readers.NOBODY else kind


def decide_is_offered(task: Task) -> bool:
    """Whether what is written for `task` is ticked before the participant has chosen.

    What nobody reads unless it is handed over never is.
    """
    kind = decide_kind(task)
    if kind is None or task.readers is Readers.LINE_MANAGER_IF_HANDED_OVER:
        return False
    return kind in OFFERED or (
        kind is PortfolioKind.WRITING and task.readers is Readers.LINE_MANAGER_AND_TRAINER
    )


def _kind_of(asks: Asks) -> PortfolioKind | None:  # noqa: C901 - one case for each kind of task
    match asks:
        case Confirm() | ChooseReading() | RespondToEach() | ConfirmReflection():
            return None
        case Rate() | FinalRating():
            return PortfolioKind.SELF_EVALUATION
        case GoalsAndPlan():
            return PortfolioKind.GOALS
        case Agreement():
            return PortfolioKind.AGREEMENT
        case Briefing():
            return PortfolioKind.BRIEFING
        case ReflectOn() | Write(reviewed=True):
            return PortfolioKind.REFLECTION
        case Touchpoint():
            return PortfolioKind.CASE
        case Discussion():
            return PortfolioKind.DISCUSSION
        case Feedback():
            return PortfolioKind.STRENGTHS
        case Views():
            return PortfolioKind.VIEWS
        case Questions():
            return PortfolioKind.QUESTIONS
        case Write():
            return PortfolioKind.WRITING
