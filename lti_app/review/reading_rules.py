"""Whose submitted words a visitor may read, which of them come to a queue, and how an old answer is laid out."""

from __future__ import annotations

from lti_app.activity.answers_rules import Answers
from lti_app.activity.shown_rules import ShownPart
from lti_app.programme.model import (
    Asks,
    Briefing,
    GoalsAndPlan,
    Programme,
    Readers,
    ReflectOn,
    Task,
    TaskRef,
    Touchpoint,
    Views,
    Write,
)

_TRAINER_READS = frozenset({Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER})
_WRITING = (Briefing, GoalsAndPlan, ReflectOn, Touchpoint, Views, Write)


def decide_may_read(*, readers: Readers, is_own: bool, is_trainer: bool) -> bool:
    """Whether the visitor may read what was submitted for a task: their own, or as a trainer where it says so.

    What a participant was told only they can read stays so, whoever asks.
    """
    return is_own or (is_trainer and readers in _TRAINER_READS)


def decide_is_writing(asks: Asks) -> bool:
    """Whether a task asks for writing that a trainer reads through, and not for a tick, a mark or a short record."""
    return isinstance(asks, _WRITING)


def decide_is_queued(task: Task) -> bool:
    """Whether what is submitted for a task comes to the trainer's queue: writing that the trainer may read."""
    return decide_is_writing(task.asks) and decide_may_read(
        readers=task.readers, is_own=False, is_trainer=True
    )


def list_queued(programme: Programme) -> tuple[TaskRef, ...]:
    """The tasks whose submissions come to the trainer's queue."""
    return tuple(
        TaskRef(activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if decide_is_queued(task)
    )


def list_as_kept(answers: Answers) -> tuple[ShownPart, ...]:
    """The answers field by field, for a task whose question is another now."""
    return tuple(ShownPart(name.replace(".", " ").replace("_", " "), text) for name, text in answers.fields)


def describe_readers(readers: Readers) -> str:
    """Why a trainer is not shown what was submitted."""
    if readers is Readers.LINE_MANAGER_IF_HANDED_OVER:
        return "Only the participant can read this, unless they hand it to their line manager."
    return "Only the participant can read this."
