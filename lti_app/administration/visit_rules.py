"""What an administrator's visit is: who, for which organisation, in which browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AdministratorVisit:
    """A stay on the administrator's pages. `person_id` is None for one who came by invitation and has not launched."""

    id: str
    administrator_id: int
    organisation_id: int
    organisation_name: str
    administrator_name: str
    person_id: int | None
    csrf_token: str
    seen_at: datetime
    ends_at: datetime


LONGEST_NAME = 120


def find_name_fault(name: str) -> str | None:
    """What is wrong with an administrator's own name; None where nothing is."""
    if not name:
        return "Enter your name"
    if len(name) > LONGEST_NAME:
        return f"Your name must be {LONGEST_NAME} characters or fewer"
    return None
