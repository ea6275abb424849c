"""What holds for the whole programme: what is asked at entry, places for an organisation to fill, and coverage."""

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

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said where it is."""
        return self.address is None and not self.is_in_lms


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Something that the sources ask for: the places of the pack that answer it, or what the service does."""

    says: str
    places: tuple[str, ...]
    service: str


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One table of the sources, row by row."""

    key: str
    title: str
    rows: tuple[CoverageRow, ...]
