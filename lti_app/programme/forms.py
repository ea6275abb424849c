"""The shape of a pack's TOML files: every key an author may use, with its type and limits."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt
from pydantic_core import PydanticCustomError

from lti_app.programme.model import ActivityKind, Readers, Source

MAX_TITLE = 255
MAX_KEY = 60
MAX_LINE = 600
MAX_MINUTES = 600
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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


Key = Annotated[str, AfterValidator(_check_key)]
Ref = Annotated[str, AfterValidator(_check_ref)]
MarkdownFile = Annotated[str, AfterValidator(_check_markdown_file)]
Title = Annotated[str, AfterValidator(_check_title)]
Line = Annotated[str, Field(max_length=MAX_LINE), AfterValidator(_check_line)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Minutes = Annotated[StrictInt, Field(ge=1, le=MAX_MINUTES)]


class Form(BaseModel):
    """What every form shares: an unknown key is a fault, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OutcomeForm(Form):
    """`[[outcomes]]`, `[[aims]]` and `[[key_questions]]`."""

    key: Key
    text: Line
    source: Source


class ThingForm(Form):
    """`[[tasks.asks.things]]`: a text of the pack, or a place that the organisation fills."""

    key: Key
    title: Title
    source: Source
    citation: Line | None = None
    place_key: Key | None = None
    text: MarkdownFile | None = None


class VignetteForm(Form):
    """`[[tasks.asks.vignettes]]`."""

    key: Key
    title: Title
    text: MarkdownFile
    source: Source


class StrandForm(Form):
    """`[[tasks.asks.strands]]`."""

    key: Key
    title: Title
    description: Line
    source: Source


class ConfirmForm(Form):
    """Confirm each thing; `verb` completes the sentence "I have …"."""

    kind: Literal["confirm"]
    verb: Literal["read", "watched", "explored"]
    things: Annotated[tuple[ThingForm, ...], Field(min_length=1)]


class WriteForm(Form):
    """Write in one's own words."""

    kind: Literal["write"]
    max_words: Annotated[StrictInt, Field(ge=50, le=5000)] | None = None
    reviewed: StrictBool = False


class RespondToEachForm(Form):
    """Respond briefly to each vignette."""

    kind: Literal["respond_to_each"]
    vignettes: Annotated[tuple[VignetteForm, ...], Field(min_length=1)]


class ReflectOnForm(Form):
    """Reflect beside the untouched answers to an earlier `respond_to_each` task."""

    kind: Literal["reflect_on"]
    task: Ref


class ViewsForm(Form):
    """Collect the views of others."""

    kind: Literal["views"]
    roles: Lines
    minimum: Annotated[StrictInt, Field(ge=1, le=20)] = 1


class RateForm(Form):
    """Rate each strand of a self-evaluation."""

    kind: Literal["rate"]
    scale: Annotated[tuple[Line, ...], Field(min_length=3, max_length=7)]
    strands: Annotated[tuple[StrandForm, ...], Field(min_length=1)]


class GoalsAndPlanForm(Form):
    """Set goals and plan study."""

    kind: Literal["goals_and_plan"]


class AgreementForm(Form):
    """Draw up the learning agreement."""

    kind: Literal["agreement"]
    undertakings: Lines
    commitments: Lines
    asks_briefing_theme: StrictBool


class DiscussionForm(Form):
    """Record a conversation."""

    kind: Literal["discussion"]
    roles: Lines


class QuestionsForm(Form):
    """Bring questions to a workshop."""

    kind: Literal["questions"]


AsksForm = Annotated[
    ConfirmForm
    | WriteForm
    | RespondToEachForm
    | ReflectOnForm
    | ViewsForm
    | RateForm
    | GoalsAndPlanForm
    | AgreementForm
    | DiscussionForm
    | QuestionsForm,
    Field(discriminator="kind"),
]


class TaskForm(Form):
    """`[[tasks]]` of an activity."""

    key: Key
    title: Title
    question: MarkdownFile
    essential: StrictBool
    readers: Readers
    minutes: Minutes
    source: Source
    asks: AsksForm
    opens_after: tuple[Ref, ...] = ()
    outline: Key | None = None


class ActivityForm(Form):
    """`activity.toml`: one activity."""

    key: Key
    kind: ActivityKind
    title: Title
    summary: Line
    purpose: MarkdownFile
    source: Source
    tasks: tuple[TaskForm, ...] = ()
    week: Annotated[StrictInt, Field(ge=1, le=7)] | None = None
    outcomes: tuple[OutcomeForm, ...] = ()
    includes: tuple[Key, ...] = ()
    trainer_notes: tuple[MarkdownFile, ...] = ()


class ModuleForm(Form):
    """`module.toml`: one module and the folders of its activities, in the order in which they are shown."""

    number: Annotated[StrictInt, Field(ge=1, le=9)]
    title: Title
    introduction: MarkdownFile
    aims: tuple[OutcomeForm, ...]
    key_questions: tuple[OutcomeForm, ...]
    outcomes: tuple[OutcomeForm, ...]
    activities: Annotated[tuple[Key, ...], Field(min_length=1)]


class ProgrammeForm(Form):
    """`programme.toml`: the pack's name and the folders of its modules."""

    key: Key
    title: Title
    modules: Annotated[tuple[Key, ...], Field(min_length=1)]
