"""A task's question written out in full, so that an answer stands beside it whatever the pack says later."""

from __future__ import annotations

import hashlib

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
    ReflectOn,
    RespondToEach,
    Task,
    Touchpoint,
    Views,
    Write,
)


def write_question(task: Task) -> str:
    """The question as Markdown: title, text, and everything that the task lays before the participant."""
    return "\n\n".join([f"# {task.title}", task.question.markdown.strip(), *_list_asked(task.asks)]) + "\n"


def digest_question(text: str) -> str:
    """The name under which a question is kept once for all its answers."""
    return hashlib.sha256(text.encode()).hexdigest()


def _list_asked(asks: Asks) -> list[str]:  # noqa: C901 - one case for each kind of task
    match asks:
        case Confirm(verb=verb, things=things):
            return [f"- To be {verb} [{thing.key}]: {thing.citation or thing.title}" for thing in things]
        case ChooseReading(things=things):
            return [f"- To choose from [{thing.key}]: {thing.citation or thing.title}" for thing in things]
        case Touchpoint(perspective=perspective):
            return [f"Perspective: {perspective}"]
        case Briefing(stage=stage, earlier=ref):
            return [f"Stage: {stage}, after {ref.activity}/{ref.task}."]
        case Write(max_words=limit):
            return [] if limit is None else [f"At most {limit} words."]
        case RespondToEach(vignettes=vignettes):
            return [f"## {one.title} [{one.key}]\n\n{one.text.markdown.strip()}" for one in vignettes]
        case ReflectOn(task=ref):
            return [f"Beside the answers to {ref.activity}/{ref.task}."]
        case Views(minimum=minimum, roles=roles) | Feedback(minimum=minimum, roles=roles):
            return [f"At least {minimum}, by role: {'; '.join(roles)}."]
        case Rate(scale=scale, strands=strands) | FinalRating(scale=scale, strands=strands):
            steps = "; ".join(f"{number} {word}" for number, word in enumerate(scale, start=1))
            return [f"Scale: {steps}.", *(f"- {one.title} [{one.key}]: {one.description}" for one in strands)]
        case Agreement(undertakings=undertakings, commitments=commitments):
            return [_number("Undertakings", undertakings), _number("Commitments", commitments)]
        case Discussion(roles=roles):
            return [f"Roles: {'; '.join(roles)}."]
        case GoalsAndPlan() | Questions() | ConfirmReflection():
            return []


def _number(heading: str, lines: tuple[str, ...]) -> str:
    return "\n".join(
        [f"## {heading}", "", *(f"{number}. {line}" for number, line in enumerate(lines, start=1))]
    )
