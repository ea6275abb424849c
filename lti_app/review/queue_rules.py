"""How a trainer asks for the queue, and what its page says of each piece of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lti_app.programme.model import ActivityKey, TaskKey, TaskRef
from lti_app.review.decision_rules import Decision

PER_PAGE = 25
MOST_PAGE = 100_000
MOST_COUNTED = 10_000
"""So far the work in a state is counted: beyond it nobody needs the number, and counting would take its time."""
MOST_PERSON = 2_147_483_647


class WorkState(StrEnum):
    """What has been said of the newest version of a piece of writing."""

    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class QueueState(StrEnum):
    """Which work the queue shows."""

    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueWish:
    """What is asked for: a state, an activity, a person (None: any of them), only what completion waits for, a page."""

    state: QueueState = QueueState.WAITING
    activity_key: ActivityKey | None = None
    person_id: int | None = None
    held_only: bool = False
    page: int = 1

    def at(self, page: int) -> dict[str, str]:
        """The same wish for another page, as an address has it."""
        found = {
            "state": self.state.value,
            "activity": self.activity_key or "",
            "person": str(self.person_id or ""),
            "held": "yes" if self.held_only else "",
            "page": str(page) if page > 1 else "",
        }
        return {name: text for name, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One piece of work: its newest version. `decision` None where nothing has been said of it.

    `holds` says that its completion waits for the trainer; `is_new` that it was submitted again since it was returned.
    """

    person_id: int
    person_name: str
    ref: TaskRef
    title: str
    activity_title: str
    number: int
    submitted_at: datetime
    holds: bool
    decision: Decision | None
    decided_at: datetime | None
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter."""

    value: str
    text: str
    is_chosen: bool


def read_wish(address: Mapping[str, str]) -> QueueWish:
    """The wish in an address; what makes no sense in it is left out."""
    state = address.get("state", "")
    return QueueWish(
        state=QueueState(state) if state in set(QueueState) else QueueState.WAITING,
        activity_key=ActivityKey(address["activity"]) if address.get("activity") else None,
        person_id=_read_number(address.get("person", ""), most=MOST_PERSON),
        held_only=address.get("held") == "yes",
        page=_read_number(address.get("page", ""), most=MOST_PAGE) or 1,
    )


def sum_counts(found: Mapping[WorkState, int]) -> tuple[tuple[QueueState, int], ...]:
    """How much work there is under each heading of the queue, none counted beyond `MOST_COUNTED`."""
    each = [(QueueState(state.value), found[state]) for state in WorkState]
    return (*each, (QueueState.ALL, min(MOST_COUNTED, sum(found.values()))))


def write_ref(ref: TaskRef) -> str:
    """A task's keys as the queue keeps them."""
    return f"{ref.activity}/{ref.task}"


def read_ref(kept: str) -> TaskRef:
    """The task that `write_ref` wrote."""
    activity, _, task = kept.partition("/")
    return TaskRef(ActivityKey(activity), TaskKey(task))


def count_pages(total: int) -> int:
    """How many pages so many pieces of work take; one at least."""
    return max(1, -(-total // PER_PAGE))


def _read_number(text: str, *, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if 0 < number <= most else None
