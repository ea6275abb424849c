"""How issuing and withdrawing a certificate may end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issued:
    """There is a certificate of that number; `is_new` where it was not there before."""

    number: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something is missing, or is missing again."""


@dataclass(frozen=True, slots=True)
class BadName:
    """The name cannot stand on a certificate, and why."""

    name: str
    fault: str


IssueOutcome = Issued | NotYet | BadName
