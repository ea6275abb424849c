"""Which of two tabs' words stand: how a version rises, and when a save meets words it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.answers_rules import NO_ANSWERS, Answers

STEP = 1_000_000
"""What a submission adds to the version, so that no draft after it can have the version of one before it."""

MOST_LEAP = STEP // 2


@dataclass(frozen=True, slots=True)
class Held:
    """What the service holds for a task: the draft, else what was submitted last, else nothing.

    `editor` names the tab that saved the draft; "" where there is none. `saved_at` is None where nothing is
    held.
    """

    answers: Answers = NO_ANSWERS
    version: int = 0
    editor: str = ""
    saved_at: datetime | None = None


def decide_fits(*, held: Held, based_on: int, editor: str, answers: Answers) -> bool:
    """Whether a save may take the place of what is held.

    It may when it was typed over exactly that; when the same tab saved last, since the answer to its save may
    have been lost on the way; and when it says the same.
    """
    same_tab = held.editor != "" and held.editor == editor
    return based_on == held.version or same_tab or answers == held.answers


def next_version(held: Held, *, leap: int = 0) -> int:
    """The version of a draft saved over what is held.

    The first over a submission takes a `leap` from 0 to below `MOST_LEAP`, by chance: the draft before it may have been
    thrown away, and a tab that was left open over that one must not fit over this.
    """
    begins = held.editor == "" and held.version >= STEP
    return held.version + 1 + (leap if begins else 0)


def version_after(*, submissions: int) -> int:
    """The version of a task without a draft that has been submitted so often."""
    return submissions * STEP
