"""What becomes of a mail after a try: sent, tried again later, or given up where a person can see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lti_app.score_delivery.timing_rules import decide_wait


class MailState(StrEnum):
    """How far a mail has got."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailTrouble(StrEnum):
    """Why a mail was not taken, as the log and the runbook write it."""

    NOT_SET_UP = "no mail is set up"
    NO_ANSWER = "mail server does not answer"
    NOT_LET_IN = "mail server did not let us in"
    BUSY = "mail server asked to wait"
    ADDRESS_REFUSED = "address refused"
    MAIL_REFUSED = "mail refused"
    OUR_FAULT = "our fault"


FINAL = frozenset({MailTrouble.ADDRESS_REFUSED, MailTrouble.MAIL_REFUSED})
"""What the same mail would meet again, however often it is sent."""

WHOLE_SERVER = frozenset(
    {MailTrouble.NOT_SET_UP, MailTrouble.NO_ANSWER, MailTrouble.NOT_LET_IN, MailTrouble.BUSY}
)
"""What the next mail would meet as well, so that there is no use in trying it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLimits:
    """The wait after a first failure, the longest wait, and after how long a mail is given up."""

    first: timedelta
    longest: timedelta
    gives_up_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedMail:
    """A mail that is this worker's alone until its lease ends. `attempt` counts from 1."""

    id: int
    lease: str
    reference: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    unsubscribe_url: str | None = field(repr=False)
    attempt: int
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The server has taken the mail."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The server has not taken the mail, and why."""

    why: MailTrouble


@dataclass(frozen=True, slots=True)
class Later:
    """The mail is tried again at `due_at`."""

    due_at: datetime
    why: MailTrouble


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The mail is not tried again."""

    why: MailTrouble


Tried = Taken | NotTaken
Fate = Taken | Later | GivenUp


def judge_mail(
    *, tried: Tried, attempt: int, queued_at: datetime, limits: MailLimits, chance: float, now: datetime
) -> Fate:
    """What becomes of a mail whose `attempt`th try ended so; `chance` (0 to 1) spreads the waits."""
    match tried:
        case Taken():
            return tried
        case NotTaken(why):
            wait = decide_wait(failures=attempt, chance=chance, first=limits.first, longest=limits.longest)
            if why in FINAL or now >= queued_at + limits.gives_up_after:
                return GivenUp(why)
            return Later(now + wait, why)
