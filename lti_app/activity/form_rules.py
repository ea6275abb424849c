"""What a task's form asks for besides its answers: submit, save, one row more, or a choice between two tabs' words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_app.activity.answers_rules import Answers, read_answers
from lti_app.programme.model import ActivityKey, Asks, TaskKey, TaskRef

_EDITOR = re.compile(r"[0-9a-zA-Z_-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
MOST_VERSION = 2_147_483_647


class Button(StrEnum):
    """Which button sent the form."""

    SUBMIT = "submit"
    SAVE = "save"
    ADD = "add"
    MINE = "mine"
    THEIRS = "theirs"
    JOIN = "join"
    DISCARD = "discard"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class SentForm:
    """A task's form as it was sent; `row` is the repeating field to which a row is to be added."""

    button: Button
    row: str
    answers: Answers
    based_on_version: int
    editor: str


def read_sent_form(*, asks: Asks, form: Mapping[str, str]) -> SentForm:
    """The form that was sent. A button that is not known counts as the harmless one, which saves."""
    name, _, row = form.get("do", "").partition(".")
    version = form.get("version", "")
    number = int(version) if _NUMBER.fullmatch(version) else 0
    editor = form.get("editor", "")
    return SentForm(
        button=Button(name) if name in set(Button) else Button.SAVE,
        row=row,
        answers=read_answers(asks=asks, form=form),
        based_on_version=min(number, MOST_VERSION),
        editor=editor if _EDITOR.fullmatch(editor) else "",
    )


def read_moved(text: str | None) -> TaskRef | None:
    """The task that `activity/task` names in an address; None where it names none."""
    activity, slash, task = (text or "").partition("/")
    return TaskRef(ActivityKey(activity), TaskKey(task)) if slash else None
