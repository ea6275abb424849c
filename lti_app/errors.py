"""The three ways in which a request can end without what was asked for; anything else is a fault of ours."""

from __future__ import annotations

from datetime import timedelta

VISIT_ENDED = "visit ended"
"""The reason of a refusal that has a page of its own: what was typed may still be in the tab."""


class Refused(Exception):  # noqa: N818 - a decision, not an error
    """Someone may not do this, or not like this: 400 or 403 and a way on.

    `reason` is a fixed phrase for the log; `title` and `advice` are shown to the person, and `way_back` leads to their
    course. `wait` is there where it was too often: how long until the next try.
    """

    def __init__(
        self,
        reason: str,
        *,
        title: str,
        advice: str,
        status: int = 403,
        reference: str | None = None,
        way_back: str | None = None,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.title = title
        self.advice = advice
        self.status = status
        self.reference = reference
        self.way_back = way_back
        self.wait = wait


class NotHere(Exception):  # noqa: N818
    """There is nothing at this address for this person: 404, the same whether it never was or is another's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Elsewhere(Exception):  # noqa: N818
    """Another system did not do its part: 502, or 503 where trying again soon may help."""

    def __init__(self, reason: str, *, try_again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.try_again = try_again
