"""What a register can say of a person, and what it needs for that."""

from __future__ import annotations

from enum import StrEnum


class Presence(StrEnum):
    """What a register says of a person at a workshop. A catch-up is agreed, and has its reason."""

    PRESENT = "present"
    CATCH_UP = "agreed catch-up"
    ABSENT = "absent"


ATTENDING = (Presence.PRESENT, Presence.CATCH_UP)
"""What counts as attendance."""


def decide_mark_is_enough(*, presence: Presence, reason: str) -> bool:
    """Whether a mark can stand: an agreed catch-up needs its reason."""
    return presence is not Presence.CATCH_UP or bool(reason.strip())
