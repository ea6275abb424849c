"""The year in which a registered social worker records their development, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PIECES_A_YEAR = 2
WITH_PEER_A_YEAR = 1
"""What Social Work England asks for by 30 November: two pieces, at least one of them with peer reflection."""


@dataclass(frozen=True, slots=True)
class CpdYear:
    """A year of registration, from 1 December to 30 November."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Piece:
    """A record that is complete: the day it is about, and whether a peer's view is in it."""

    done_on: date
    has_peer: bool


@dataclass(frozen=True, slots=True)
class YearStanding:
    """How many complete records there are in a year, and how many of them with peer reflection."""

    year: CpdYear
    pieces: int
    with_peer: int

    @property
    def missing(self) -> int:
        """How many pieces are still missing."""
        return max(0, PIECES_A_YEAR - self.pieces)

    @property
    def lacks_peer(self) -> bool:
        """Whether none has peer reflection yet."""
        return self.with_peer < WITH_PEER_A_YEAR


def get_year(on: date) -> CpdYear:
    """The year that a day lies in: December belongs to the year that ends next November."""
    begins = on.year if on.month == 12 else on.year - 1
    return CpdYear(date(begins, 12, 1), date(begins + 1, 11, 30))


def judge_year(pieces: Iterable[Piece], *, today: date) -> YearStanding:
    """How the year stands that `today` lies in."""
    year = get_year(today)
    counted = [one for one in pieces if year.first_on <= one.done_on <= year.last_on]
    return YearStanding(year, len(counted), sum(one.has_peer for one in counted))
