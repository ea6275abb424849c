"""Whose submitted words a visitor may read, and how a kept answer is laid out when its task has changed since."""

from __future__ import annotations

from lti_app.activity.answers_rules import Answers
from lti_app.activity.shown_rules import ShownPart
from lti_app.programme.model import Readers

_TRAINER_READS = frozenset({Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER})


def decide_may_read(*, readers: Readers, is_own: bool, is_trainer: bool) -> bool:
    """Whether the visitor may read what was submitted for a task: their own, or as a trainer where it says so.

    What a participant was told only they can read stays so, whoever asks.
    """
    return is_own or (is_trainer and readers in _TRAINER_READS)


def list_as_kept(answers: Answers) -> tuple[ShownPart, ...]:
    """The answers field by field, for a task whose question is another now."""
    return tuple(ShownPart(name.replace(".", " ").replace("_", " "), text) for name, text in answers.fields)


def describe_readers(readers: Readers) -> str:
    """Why a trainer is not shown what was submitted."""
    if readers is Readers.LINE_MANAGER_IF_HANDED_OVER:
        return "Only the participant can read this, unless they hand it to their line manager."
    return "Only the participant can read this."
