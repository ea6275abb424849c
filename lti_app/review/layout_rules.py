"""A kept answer laid out as numbered passages, and what a trainer's form holds for it before anything is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.answers_rules import NO_ANSWERS, Answers
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.shown_rules import list_shown
from lti_app.activity.version_rules import STEP, Held
from lti_app.programme.model import Task
from lti_app.review.decision_rules import GivenFeedback
from lti_app.review.form_rules import carry_over, write_feedback
from lti_app.review.passage_rules import Section, list_passages, list_sections
from lti_app.review.reading_rules import list_as_kept


@dataclass(frozen=True, slots=True)
class Drafted:
    """A trainer's draft: what was typed, on which version of the work, and in which tab."""

    answers: Answers
    number: int
    version: int
    editor: str
    saved_at: datetime


def decide_question_changed(*, task: Task, digest: str) -> bool:
    """Whether the pack asks something else now than what was answered."""
    return digest_question(write_question(task)) != digest


def lay_out(*, task: Task, answers: Answers, digest: str) -> tuple[Section, ...]:
    """An answer as numbered passages; field by field where the task's question is another now."""
    changed = decide_question_changed(task=task, digest=digest)
    return list_sections(list_as_kept(answers) if changed else list_shown(asks=task.asks, answers=answers))


def say_whole(sections: Sequence[Section]) -> str:
    """All of it as one text, for comparing: the headings too where there are several parts."""
    lines = []
    for section in sections:
        if len(sections) > 1:
            lines.append(section.heading)
        lines += [one.text for one in section.passages]
    return "\n".join(lines)


def hold_feedback(
    *,
    number: int,
    sections: Sequence[Section],
    drafted: Drafted | None,
    drafted_on: Sequence[Section],
    sent: GivenFeedback | None,
    edition: int,
) -> Held:
    """What a trainer's form on version `number` holds: their draft, else what they sent on it, else nothing.

    A draft that was begun on an earlier version, laid out as `drafted_on`, is carried over. `edition` says how often
    `sent` was sent, 0 for never: a form opened before a change is not taken for one opened after it.
    """
    passages = list_passages(sections)
    if drafted is not None:
        answers = drafted.answers
        if drafted.number != number:
            answers = carry_over(answers=answers, before=list_passages(drafted_on), after=passages)
        return Held(answers, drafted.version, drafted.editor, drafted.saved_at)
    version = number * STEP + edition * (STEP // 1000)
    if sent is None:
        return Held(NO_ANSWERS, version)
    answers = write_feedback(overall=sent.overall, asked=sent.asked, notes=sent.margins, passages=passages)
    return Held(answers, version, saved_at=sent.at)
