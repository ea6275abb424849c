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
    """A sort of evidence, in the order of a portfolio; its values are kept with what is handed over."""

    SELF_EVALUATION = "self-evaluation"
    ADDRESSED = "addressed"
    GOALS = "goals"
    AGREEMENT = "agreement"
    BRIEFING = "briefing"
    REFLECTION = "reflection"
    CASE = "case"
    DISCUSSION = "discussion"
    STRENGTHS = "strengths"
    VIEWS = "views"
    WRITING = "writing"
    QUESTIONS = "questions"

    @property
    def heading(self) -> str:
        """The kind as a heading."""
        return _HEADINGS[self]


class Concern(StrEnum):
    """One of the five concerns of the Knowledge and Skills Statement Achieving Permanence (2016); values are kept."""

    OPTION = "option"
    LEGAL = "legal"
    DELAY = "delay"
    TRANSITION = "transition"
    DISRUPTION = "disruption"

    @property
    def words(self) -> str:
        """The concern in the Statement's words."""
        return _CONCERNS[self]


_HEADINGS = {
    PortfolioKind.SELF_EVALUATION: "Self-evaluations",
    PortfolioKind.ADDRESSED: "Written for the line manager",
    PortfolioKind.GOALS: "Learning goals and study plan",
    PortfolioKind.AGREEMENT: "Learning agreement",
    PortfolioKind.BRIEFING: "Policy and practice briefing",
    PortfolioKind.REFLECTION: "Reflections",
    PortfolioKind.CASE: "Real-life case study",
    PortfolioKind.DISCUSSION: "Discussions",
    PortfolioKind.STRENGTHS: "What colleagues and managers say",
    PortfolioKind.VIEWS: "The views of others",
    PortfolioKind.WRITING: "Other written work",
    PortfolioKind.QUESTIONS: "Questions for the workshops",
}
_CONCERNS = {
    Concern.OPTION: "Deciding on the best permanence option",
    Concern.LEGAL: "Negotiating the legal process",
    Concern.DELAY: "Helping children find permanence without unnecessary delay",
    Concern.TRANSITION: "Supporting children and families in transition, and supporting the placement",
    Concern.DISRUPTION: "Managing disruption and breakdown",
}
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
    if task.readers is Readers.NOBODY:
        return None
    kind = _kind_of(task.asks)
    if kind is PortfolioKind.WRITING and task.readers is Readers.LINE_MANAGER_AND_TRAINER:
        return PortfolioKind.ADDRESSED
    return kind


def decide_is_offered(task: Task) -> bool:
    """Whether what is written for `task` is ticked before the participant has chosen.

    What nobody reads unless it is handed over never is.
    """
    kind = decide_kind(task)
    if kind is None or task.readers is Readers.LINE_MANAGER_IF_HANDED_OVER:
        return False
    return kind in OFFERED


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
