"""The kinds of value that a pack's TOML files hold: keys, references, file names, lines, times."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from lti_app.programme.model import Source

MAX_TITLE = 255
MAX_KEY = 60
MAX_LINE = 600
MAX_MINUTES = 600
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CLOCK = re.compile(r"([01][0-9]|2[0-3])\.[0-5][0-9]")
_MARKDOWN_FILE = re.compile(r"([a-z0-9-]+/)*[a-z0-9-]+\.md")


def _check_key(value: str) -> str:
    if len(value) > MAX_KEY or not _KEY.fullmatch(value):
        raise PydanticCustomError(
            "key", f"must be small letters, digits and single hyphens, at most {MAX_KEY}"
        )
    return value


def _check_ref(value: str) -> str:
    if value.count("/") > 1:
        raise PydanticCustomError("ref", "must be a task's key, or written activity/task")
    return "/".join(_check_key(part) for part in value.split("/"))


def _check_markdown_file(value: str) -> str:
    if not _MARKDOWN_FILE.fullmatch(value):
        raise PydanticCustomError(
            "file", "must name a .md file beside this one (small letters, digits, hyphens)"
        )
    return value


def _check_line(value: str) -> str:
    if len(value.splitlines()) > 1 or value != value.strip() or not value:
        raise PydanticCustomError(
            "line", "must be one line of text, without a line break or spaces at its ends"
        )
    return value.replace("'", "’")


def _check_title(value: str) -> str:
    if len(value) > MAX_TITLE:
        raise PydanticCustomError("title", f"is {len(value)} characters long and may have {MAX_TITLE}")
    return _check_line(value)


def _check_task_ref(value: str) -> str:
    if value.count("/") != 1:
        raise PydanticCustomError("ref", "must name a task as activity/task")
    return _check_ref(value)


def _check_clock(value: str) -> str:
    if not _CLOCK.fullmatch(value):
        raise PydanticCustomError("clock", "must be a time of the day, such as 09.30")
    return value


def read_clock(value: str) -> time:
    """The time of the day that `09.30` says."""
    hours, minutes = value.split(".")
    return time(int(hours), int(minutes))


Key = Annotated[str, AfterValidator(_check_key)]
Ref = Annotated[str, AfterValidator(_check_ref)]
MarkdownFile = Annotated[str, AfterValidator(_check_markdown_file)]
Title = Annotated[str, AfterValidator(_check_title)]
Line = Annotated[str, Field(max_length=MAX_LINE), AfterValidator(_check_line)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
FullRef = Annotated[str, AfterValidator(_check_task_ref)]
Clock = Annotated[str, AfterValidator(_check_clock)]
Minutes = Annotated[StrictInt, Field(ge=1, le=MAX_MINUTES)]


class Form(BaseModel):
    """What every form shares: an unknown key is a fault, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OutcomeForm(Form):
    """`[[outcomes]]`, `[[aims]]` and `[[key_questions]]`."""

    key: Key
    text: Line
    source: Source
