"""What a placement reports to the gradebook, and what a link's custom parameter asks for."""

from __future__ import annotations

from enum import StrEnum


class Grading(StrEnum):
    """What is sent for a placement: 100 at completion alone, a part score as work goes on, or nothing."""

    COMPLETION = "completion"
    PROGRESS = "progress"
    NONE = "none"


def read_grading(text: str | None) -> Grading | None:
    """The choice that `custom.grading` names; None where it names none."""
    try:
        return Grading((text or "").strip().lower())
    except ValueError:
        return None


def describe_grading(grading: Grading) -> str:
    """What a grading choice means, in words for the trainer."""
    match grading:
        case Grading.COMPLETION:
            return "graded on completion"
        case Grading.PROGRESS:
            return "graded as work goes on"
        case Grading.NONE:
            return "not graded"
