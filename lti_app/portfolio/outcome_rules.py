"""What can come of handing a portfolio over, or taking it back."""

from __future__ import annotations

from enum import StrEnum


class HandingOutcome(StrEnum):
    """What came of handing over."""

    HANDED = "handed"
    UNCHANGED = "unchanged"
    CHANGED_SINCE_LOOK = "changed"
    NOTHING_CHOSEN = "nothing"
    WOULD_VOID = "void"


def decide_handing(
    *, total: int, digest: str, looked_at: str, last_digest: str | None, is_verified: bool, accepts_void: bool
) -> HandingOutcome:
    """What comes of handing over contents with `digest` to somebody who looked at those with `looked_at`.

    The same contents are handed over once: a second press changes nothing, and voids nothing. `last_digest` is that
    of the portfolio that lies with the line manager now, None where none does.
    """
    if not total:
        return HandingOutcome.NOTHING_CHOSEN
    if digest != looked_at:
        return HandingOutcome.CHANGED_SINCE_LOOK
    if digest == last_digest:
        return HandingOutcome.UNCHANGED
    if is_verified and not accepts_void:
        return HandingOutcome.WOULD_VOID
    return HandingOutcome.HANDED
