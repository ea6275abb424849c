"""What a task can ask of a participant, and what the asking is made of: keys, texts and references."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from markupsafe import Markup

ActivityKey = NewType("ActivityKey", str)
"""Names an activity for ever: `m1-w1` … `m4-w7`, `m1-w2-vignettes`, `bradley` …"""

TaskKey = NewType("TaskKey", str)
"""Names a task within its activity."""


class Source(StrEnum):
    """Where a text's substance comes from; never shown to participants, always to trainers."""

    OUTLINE = "outline"
    OVERVIEW = "overview"
    PUBLIC = "public"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the pack: its Markdown as written, and the HTML made from it once, already cleaned."""

    markdown: str
    html: Markup


@dataclass(frozen=True, slots=True)
class TaskRef:
    """Names one task of one activity."""

    activity: ActivityKey
    task: TaskKey


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to read, watch or explore: a text of the pack, or a place that the organisation fills.

    `place_key` names the organisation's setting that holds its address; None where `text` is the thing.
    """

    key: str
    title: str
    citation: str | None
    place_key: str | None
    text: Prose | None
    source: Source = Source.PACK


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


@dataclass(frozen=True, slots=True)
class Confirm:
    """Asks to confirm each thing (read, watched, explored), each with an optional private note."""

    verb: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """Asks for words of one's own. No limit where `max_words` is None; `reviewed` waits for a trainer."""

    max_words: int | None
    reviewed: bool


@dataclass(frozen=True, slots=True)
class RespondToEach:
    """Asks for a brief response to each vignette; all are submitted together and can then not be edited."""

    vignettes: tuple[Vignette, ...]


@dataclass(frozen=True, slots=True)
class ReflectOn:
    """Asks for a reflection beside the untouched answers to an earlier `RespondToEach` task."""

    task: TaskRef


@dataclass(frozen=True, slots=True)
class Views:
    """Asks for the views of others, each by role and never by name; at least `minimum`."""

    minimum: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Asks for a rating and a note per strand. `scale` runs from the lowest word to the highest."""

    scale: tuple[str, ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class GoalsAndPlan:
    """Asks for learning goals with how one will know, and a study plan of dated steps; one each at least."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Asks for a learning agreement drawn up with the line manager: when, with whom, what was agreed."""

    undertakings: tuple[str, ...]
    commitments: tuple[str, ...]
    asks_briefing_theme: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """Asks for a short record of a conversation: when, with which role, what came of it."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks for questions or ideas to bring to a workshop: one at least, or a plain statement of none."""


Asks = (
    Confirm
    | Write
    | RespondToEach
    | ReflectOn
    | Views
    | Rate
    | GoalsAndPlan
    | Agreement
    | Discussion
    | Questions
)
