"""In what order a cohort's weeks open."""

from __future__ import annotations

from enum import StrEnum


class CohortPolicy(StrEnum):
    """In what order a cohort's weeks open: one after the other, each on its day, or all from the start."""

    IN_ORDER = "in order"
    CALENDAR = "calendar"
    OPEN = "open"
