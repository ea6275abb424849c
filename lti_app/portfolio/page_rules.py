"""What the pages of a portfolio show, as frozen values, and the decisions behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_app.portfolio.assembly_rules import Gathered
from lti_app.portfolio.choice_rules import Choice
from lti_app.portfolio.contents_rules import Contents, HandedPortfolio
from lti_app.portfolio.kind_rules import Concern, PortfolioKind
from lti_app.programme.model import Programme

FEWEST_WORDS = 4
"""A part with fewer words is a date or a role that was asked for, and gives nobody away by itself."""


@dataclass(frozen=True, slots=True)
class HandedLine:
    """One portfolio in the list of those that were handed over; `id` names it in an address."""

    id: int
    number: int
    handed_over_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """The line manager's verification: who gave it and when, and since when and why it holds no more."""

    by: str
    number: int
    signed_at: datetime
    void_at: datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """Where a participant's portfolio stands.

    `current` is what lies with the line manager, None where nothing does. `has_changed` where the portfolio is now
    another than that. `line_manager` is "" where nobody is confirmed.
    """

    gathered: int
    chosen: int
    has_chosen: bool
    new: int
    concerns: int
    current: HandedLine | None
    has_changed: bool
    verified: VerifiedLine | None
    line_manager: str
    earlier: tuple[HandedLine, ...]

    @property
    def is_verified(self) -> bool:
        """Whether a verification holds."""
        return self.verified is not None and self.verified.void_at is None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece to choose or to map, without its words."""

    ref: str
    title: str
    place: str
    kind: PortfolioKind
    submitted_at: datetime
    is_private: bool
    is_chosen: bool
    is_new: bool
    concerns: tuple[Concern, ...]

    @property
    def id(self) -> str:
        """The id of its field on a page."""
        return self.ref.replace("/", "_")


@dataclass(frozen=True, slots=True)
class PieceGroup:
    """Pieces under one heading."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """All the pieces to choose from."""

    groups: tuple[PieceGroup, ...]
    by_kind: bool


@dataclass(frozen=True, slots=True)
class ConcernsPage:
    """The chosen pieces, to be mapped to the five concerns."""

    groups: tuple[PieceGroup, ...]
    concerns: tuple[Concern, ...] = tuple(Concern)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The portfolio as it would be handed over now, by its digest."""

    contents: Contents
    digest: str
    current: HandedLine | None
    is_unchanged: bool
    is_verified: bool


@dataclass(frozen=True, slots=True)
class HandedPage:
    """One portfolio as it was handed over, for its writer."""

    line: HandedLine
    handed: HandedPortfolio


def list_pieces(gathered: Sequence[Gathered], choice: Choice) -> tuple[Piece, ...]:
    """The pieces in the programme's order; one is new that did not stand to choose from when the choice was made."""
    return tuple(
        Piece(
            ref=one.entry.ref,
            title=one.entry.title,
            place=one.entry.place,
            kind=one.entry.kind,
            submitted_at=one.entry.submitted_at,
            is_private=one.is_private,
            is_chosen=one.entry.ref in choice.chosen,
            is_new=bool(choice.seen) and one.entry.ref not in choice.seen,
            concerns=choice.find_concerns(one.entry.ref),
        )
        for one in gathered
    )


def group_by_kind(pieces: Sequence[Piece]) -> tuple[PieceGroup, ...]:
    """The pieces under their kinds."""
    held = {kind: tuple(one for one in pieces if one.kind is kind) for kind in PortfolioKind}
    return tuple(PieceGroup(kind.heading, found) for kind, found in held.items() if found)


def group_by_module(pieces: Sequence[Piece], programme: Programme) -> tuple[PieceGroup, ...]:
    """The pieces under their modules."""
    of = {str(activity.key): module for module in programme.modules for activity in module.activities}
    held: dict[str, list[Piece]] = {}
    for one in pieces:
        activity, _, _ = one.ref.partition("/")
        module = of[activity]
        held.setdefault(f"Module {module.number}: {module.title}", []).append(one)
    return tuple(PieceGroup(heading, tuple(found)) for heading, found in held.items())


def list_looked_over(contents: Contents) -> str:
    """The texts in which somebody could be recognised, one after another."""
    texts = [part.text for entry in contents.entries for part in entry.parts]
    texts += [
        note
        for one in contents.comparisons
        for strand in one.strands
        for note in (strand.first_note, strand.last_note)
    ]
    return "\n\n".join(text for text in texts if len(text.split()) >= FEWEST_WORDS)
