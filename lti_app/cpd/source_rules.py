"""Which work a record of professional development can be begun from."""

from __future__ import annotations

from lti_app.programme.model import (
    Briefing,
    Discussion,
    Readers,
    ReflectOn,
    Task,
    Touchpoint,
    Write,
)

READ_BY_OTHERS = frozenset({Readers.TRAINER, Readers.LINE_MANAGER_AND_TRAINER})


def decide_is_source(task: Task) -> bool:
    """Whether the work of a task is writing that others read anyway: what is the writer's alone begins no record."""
    words = isinstance(task.asks, Write | ReflectOn | Touchpoint | Discussion | Briefing)
    return words and task.readers in READ_BY_OTHERS


def decide_is_study(task: Task) -> bool:
    """Whether the task is a reflective study, which is what a record is most often begun from."""
    return isinstance(task.asks, Write) and task.asks.reviewed
