"""The shape of a workshop's day in a pack: its sessions with their run sheets, and its breaks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lti_app.programme.fields import Clock, Form, Key, Line, Lines, MarkdownFile, OutcomeForm, Title
from lti_app.programme.model import Source


class DifficultyForm(Form):
    """`[[sessions.difficulties]]`: something to expect, and what helps."""

    key: Key
    expect: Line
    helps: Line
    source: Source


class SessionForm(Form):
    """`[[sessions]]` of a workshop: its line of the timetable, and its run sheet for trainers alone."""

    key: Key
    title: Title
    starts: Clock
    ends: Clock
    source: Source
    goals: Annotated[tuple[OutcomeForm, ...], Field(min_length=1)]
    preparation: Lines
    materials: Lines
    plan: MarkdownFile
    messages: Annotated[tuple[OutcomeForm, ...], Field(min_length=1)]
    difficulties: Annotated[tuple[DifficultyForm, ...], Field(min_length=1)]
    slides: Key | None = None
    uses: tuple[Key, ...] = ()


class BreakForm(Form):
    """`[[breaks]]` of a workshop."""

    starts: Clock
    ends: Clock
    title: Title = "Break"
