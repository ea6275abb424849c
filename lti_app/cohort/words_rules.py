"""How a trainer is told what became of a roster, or of any call to the LMS."""

from __future__ import annotations

from enum import StrEnum


class CallTrouble(StrEnum):
    """Why an LMS's service could not be read, in the words that a trainer sees."""

    NOT_OFFERED = "your learning site does not offer it to this service in this course"
    NOT_APPROVED = "its connection waits for approval by your organisation’s administrator of this service"
    NO_ANSWER = "your learning site did not answer"
    NOT_LET_IN = (
        "your learning site does not let this service in: its administrator can see which services it allows"
    )
    NOT_FOUND = "your learning site does not know this course or column any more"
    REFUSED = "your learning site refused"
    UNREADABLE = "your learning site answered with something that cannot be read"
    NOBODY = "your learning site listed nobody at all, which cannot be right, so nothing was changed"
    OUR_FAULT = "this service met with a fault of its own"


def name_call_trouble(*, status: int | None) -> CallTrouble:
    """The trouble that an answer of that status stands for; None for no answer."""
    if status is None:
        return CallTrouble.NO_ANSWER
    if status in {400, 401, 403}:
        return CallTrouble.NOT_LET_IN
    if status in {404, 410}:
        return CallTrouble.NOT_FOUND
    return CallTrouble.NO_ANSWER if status >= 500 else CallTrouble.REFUSED
