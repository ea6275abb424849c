"""What a pack's texts are made of: keys, sources, prose, and the small pieces that tasks and cases hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from markupsafe import Markup

ActivityKey = NewType("ActivityKey", str)
"""Names an activity for ever: `m1-w1` … `m4-w7`, `m1-w2-vignettes`, `bradley` …"""

TaskKey = NewType("TaskKey", str)
"""Names a task within its activity."""

PartKey = NewType("PartKey", str)
"""Names a part or chapter within its activity."""


class Source(StrEnum):
    """Where a text's substance comes from; never shown to participants, always to trainers."""

    OUTLINE = "outline"
    OVERVIEW = "overview"
    PUBLIC = "public"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the pack: its Markdown as written, and the HTML made from it once, already cleaned.

    `overlaid` where the organisation's own text stands in the place of the pack's.
    """

    markdown: str
    html: Markup
    overlaid: bool = False


@dataclass(frozen=True, slots=True)
class TaskRef:
    """Names one task of one activity."""

    activity: ActivityKey
    task: TaskKey


@dataclass(frozen=True, slots=True)
class PartRef:
    """Names one part of one activity."""

    activity: ActivityKey
    part: PartKey


@dataclass(frozen=True, slots=True)
class Line:
    """One keyed line: a learning outcome, an aim, an undertaking, an essential message."""

    key: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to read, watch or explore: a text of the pack, or a place that the organisation fills.

    `place_key` names the place that holds its address; None where `text` is the thing, or where it is `in_parts`:
    the parts or chapters of its own activity. `verify` is shown to trainers as "check before use".
    """

    key: str
    title: str
    citation: str | None
    place_key: str | None
    text: Prose | None
    source: Source = Source.PACK
    verify: bool = False
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Vignette:
    """A short situation to respond to."""

    key: str
    title: str
    text: Prose
    source: Source = Source.PACK


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of a structured self-evaluation."""

    key: str
    title: str
    description: str
    source: Source = Source.PACK
