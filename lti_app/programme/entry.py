"""What holds for the whole programme: what is asked at entry, and the places that an organisation fills."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.programme.texts import ActivityKey, Line


@dataclass(frozen=True, slots=True)
class Entry:
    """What is asked before the programme begins, and what both sides undertake.

    The line manager confirms `requirements` and `evidence`; the rest is shown at entry and in the learning agreement.
    """

    requirements: tuple[Line, ...]
    evidence: tuple[Line, ...]
    assumed_knowledge: tuple[Line, ...]
    expectations: tuple[Line, ...]
    undertakings: tuple[Line, ...]
    commitments: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that an organisation provides: a reading, a film, slides. `used_in` are the activities that need it.

    `address` is None while nobody has filled it, and where it `is_in_lms`.
    """

    key: str
    title: str
    used_in: tuple[ActivityKey, ...]
    address: str | None = None
    is_in_lms: bool = False
