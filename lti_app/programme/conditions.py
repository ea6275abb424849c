"""What may have to be so before an activity, a part or a task opens: small types, all of those listed needed at once.

`gate/` decides whether each is met; a pack only says which there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.programme.texts import ActivityKey, PartRef, TaskRef


class SignOff(StrEnum):
    """What a line manager can put their name to."""

    ENTRY = "entry"
    LEARNING_AGREEMENT = "learning agreement"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True, slots=True)
class InOrder:
    """A week comes in its turn, as the cohort's policy has it.

    `in order`: every essential task of the weeks before is done. `calendar`: its day has come. `open`: nothing.
    """


@dataclass(frozen=True, slots=True)
class Calendar:
    """The cohort's calendar has reached `week`; the policy `open` lifts it."""

    week: ActivityKey


@dataclass(frozen=True, slots=True)
class WithWeek:
    """`week` is open, whatever it is that opens that week; what lifts its gate lifts this."""

    week: ActivityKey


@dataclass(frozen=True, slots=True)
class Released:
    """A trainer has released it to the cohort; nothing lifts it."""


@dataclass(frozen=True, slots=True)
class After:
    """The participant's own part of `done` is done: one task, or every essential task of an activity."""

    done: TaskRef | ActivityKey


@dataclass(frozen=True, slots=True)
class Attended:
    """The register of `workshop` says that the participant was there, or has caught up as agreed."""

    workshop: ActivityKey


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The line manager has given this sign-off."""

    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class Follows:
    """What stands ahead is itself open, and has been worked on by the participant or released by a trainer."""

    ahead: ActivityKey | PartRef


Condition = InOrder | Calendar | WithWeek | Released | After | Attended | SignedOff | Follows
