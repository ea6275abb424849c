"""A certificate as it was issued and stands now, and the name that it may carry."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_NAME = 120
LONGEST_REASON = 1000


class CertificateState(StrEnum):
    """All that anybody is told of a number."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When a certificate was withdrawn, and why, as its holder reads it."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with everything on it as it was on the day of issue; `badge` is its signed credential."""

    number: str
    name: str
    organisation: str
    programme: str
    verified_at: datetime
    issued_at: datetime
    badge: str
    withdrawal: Withdrawal | None

    @property
    def state(self) -> CertificateState:
        """Whether it holds."""
        return CertificateState.VALID if self.withdrawal is None else CertificateState.WITHDRAWN


def read_name(text: str) -> str:
    """The name as it will stand: spaces made single, signs that print nothing left out; "" where none is left."""
    shown = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def find_name_fault(name: str) -> str | None:
    """What is wrong with a name for a certificate; None where nothing is."""
    if not any(one.isalpha() for one in name):
        return "Enter your name as it should stand on the certificate"
    if len(name) > LONGEST_NAME:
        return f"Your name must be {LONGEST_NAME} characters or fewer"
    return None


def find_reason_fault(reason: str) -> str | None:
    """What is wrong with a reason for withdrawing; None where nothing is."""
    if not reason.strip():
        return "Enter the reason: its holder will read it"
    if len(reason) > LONGEST_REASON:
        return f"The reason must be {LONGEST_REASON:,} characters or fewer"
    return None
