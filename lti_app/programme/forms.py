"""The shape of a pack's TOML files: every key an author may use, with its type and limits.

What a task can ask for is in `asks_forms`, a workshop's day in `workshop_forms`, gates in `condition_forms`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from lti_app.programme.asks_forms import AsksForm
from lti_app.programme.condition_forms import ConditionForm
from lti_app.programme.fields import Form, Key, Line, MarkdownFile, Minutes, OutcomeForm, Ref, Title
from lti_app.programme.model import ActivityKind, Readers, Source
from lti_app.programme.workshop_forms import BreakForm, SessionForm

OutcomeForms = Annotated[tuple[OutcomeForm, ...], Field(min_length=1)]


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
    opens: tuple[ConditionForm, ...] | None = None
    outline: Key | None = None
    counts_for: Key | None = None
    sessions: tuple[Key, ...] = ()


class PartForm(Form):
    """`[[parts]]` of an activity: a piece of a case's text."""

    key: Key
    title: Title
    text: MarkdownFile
    source: Source
    opens: tuple[ConditionForm, ...] = ()
    follows: Key | None = None


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
    shows: tuple[Key, ...] = ()
    opens: tuple[ConditionForm, ...] | None = None
    follows: Key | None = None
    completes_with: Key | None = None
    also: tuple[Key, ...] = ()
    part_name: Literal["part", "chapter", "vignette"] = "part"
    parts: tuple[PartForm, ...] = ()
    sessions: tuple[SessionForm, ...] = ()
    breaks: tuple[BreakForm, ...] = ()
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
    trainer_boundary: Line | None = None
    support: MarkdownFile | None = None
    entry: Literal["entry.toml"] | None = None
    coverage: Literal["coverage.toml"] | None = None


class EntryForm(Form):
    """`entry.toml`: what is asked before the programme begins, and what both sides undertake."""

    requirements: OutcomeForms
    evidence: OutcomeForms
    assumed_knowledge: OutcomeForms
    expectations: OutcomeForms
    undertakings: OutcomeForms
    commitments: OutcomeForms


class CoverageRowForm(Form):
    """`[[tables.rows]]`: something that the sources ask for, and where it stands."""

    says: Line
    places: tuple[Line, ...] = ()
    service: Line = ""


class CoverageTableForm(Form):
    """`[[tables]]` of `coverage.toml`."""

    key: Key
    title: Title
    rows: Annotated[tuple[CoverageRowForm, ...], Field(min_length=1)]


class CoverageForm(Form):
    """`coverage.toml`: what the sources ask for, against its keys."""

    tables: Annotated[tuple[CoverageTableForm, ...], Field(min_length=1)]


class OverlayForm(Form):
    """`overlay.toml` of an organisation's own folder: whose it is, and the places that it fills."""

    organisation: Title
    places: dict[Key, Line] = Field(default_factory=dict)
