"""Which addresses of the LMS name one column of its gradebook."""

from __future__ import annotations


def is_same_column(one: str | None, other: str | None) -> bool:
    """Whether two addresses name one column: Moodle's mean the same with and without their query (`type_id`)."""
    return one is not None and other is not None and one.partition("?")[0] == other.partition("?")[0]
