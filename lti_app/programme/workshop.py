"""A workshop's day: its timetable, which everybody sees, and the run sheet of each session, for trainers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from lti_app.programme.texts import ActivityKey, Line, Prose, Source


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Something to expect in a session, and what helps."""

    key: str
    expect: str
    helps: str
    source: Source


@dataclass(frozen=True, slots=True)
class RunSheet:
    """What a trainer needs for one session, and no participant sees. `uses` names the cases that belong to it.

    The method is the trainer's own; each of `messages` must be conveyed, and is ticked. `slides` names the place of
    the organisation's own slides.
    """

    goals: tuple[Line, ...]
    preparation: tuple[str, ...]
    materials: tuple[str, ...]
    plan: Prose
    messages: tuple[Line, ...]
    difficulties: tuple[Difficulty, ...]
    slides: str | None
    uses: tuple[ActivityKey, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One of the four sessions of a day. Times are those of the clock on the wall."""

    key: str
    title: str
    starts: time
    ends: time
    run_sheet: RunSheet
    source: Source


@dataclass(frozen=True, slots=True)
class Break:
    """A pause between sessions."""

    title: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Workshop:
    """The day of a workshop week."""

    sessions: tuple[Session, ...]
    breaks: tuple[Break, ...]

    @property
    def timetable(self) -> tuple[Session | Break, ...]:
        """Sessions and breaks by the clock."""
        return tuple(sorted((*self.sessions, *self.breaks), key=lambda one: one.starts))

    def find_session(self, key: str) -> Session | None:
        """The session of that key, or None."""
        return next((one for one in self.sessions if one.key == key), None)
