"""What the gate decides from: one frozen value of everything that is so for one person on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.programme.model import ActivityKey, PartRef, SignOff, TaskKey, TaskRef

ATTENDED = TaskKey("@attended")
VERIFIED = TaskRef(ActivityKey("portfolio"), TaskKey("@verified"))
"""The mark that stands for the line manager's verification of the portfolio among what counts."""

Target = ActivityKey | PartRef | TaskRef
"""What can be released."""


class Awaited(StrEnum):
    """Who must act next, as a page names them to the participant."""

    PARTICIPANT = "you"
    TRAINER = "your trainer"
    LINE_MANAGER = "your line manager"
    CALENDAR = "the calendar"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a cohort's calendar, as they are for one person: when weeks open, when workshops are held."""

    opens_on: Mapping[ActivityKey, date] = field(default_factory=dict)
    workshop_on: Mapping[ActivityKey, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GateFacts:
    """Everything that is so for one person.

    `done` are the tasks that the participant has submitted, with the portfolio's mark once that is handed over;
    `counted` those of them for which nobody is awaited any more, with a mark for each workshop attended and for the
    portfolio's verification. `completed` are the activities completed at any time, which stay so. `registers` are the
    workshops whose register has been marked for anyone in the cohort, `attended` those at which the person was, or has
    caught up. `read` are the parts that the person has been shown. `waived` may open before its turn; a waiver never
    lifts a release, a story's order or first responses.
    `returned` are the done tasks that a trainer wants more work on: they stay done (docs/decisions/0016).
    """

    today: date
    policy: CohortPolicy = CohortPolicy.IN_ORDER
    done: frozenset[TaskRef] = frozenset()
    counted: frozenset[TaskRef] = frozenset()
    completed: frozenset[ActivityKey] = frozenset()
    attended: frozenset[ActivityKey] = frozenset()
    registers: frozenset[ActivityKey] = frozenset()
    released: frozenset[Target] = frozenset()
    read: frozenset[PartRef] = frozenset()
    waived: frozenset[ActivityKey | TaskRef] = frozenset()
    signed: frozenset[SignOff] = frozenset()
    returned: frozenset[TaskRef] = frozenset()
    dates: Dates = field(default_factory=Dates)


def mark_attended(workshop: ActivityKey) -> TaskRef:
    """The mark that stands for the attendance of a workshop among what counts; no task of a pack has its key."""
    return TaskRef(workshop, ATTENDED)
