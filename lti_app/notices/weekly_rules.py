"""The mail once a week: when it goes, what it says, and how the link out of it is signed and read."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from lti_app.cohort.day_rules import LONDON
from lti_app.notices.rules import Waiting

SENT_FROM = time(7)
SENT_FOR = timedelta(hours=48)
"""A mail about the week that comes late, since the service stood still, goes until then and not at all after."""

CODE_LIFETIME = timedelta(minutes=30)
CODES_A_DAY = 5


class ChoiceState(StrEnum):
    """Whether a person wants the mail; asked for, it is sent once the code has come back."""

    ASKED = "asked"
    ON = "on"
    OFF = "off"


class Chosen(StrEnum):
    """What came of a wish on the page of notices."""

    ON = "on"
    OFF = "off"
    CODE_SENT = "code sent"
    WRONG_CODE = "wrong code"
    CODE_OVER = "code over"
    TOO_OFTEN = "too often"
    NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, built."""

    subject: str
    text: str
    leave_url: str


def decide_week(now: datetime) -> date | None:
    """The Monday whose mails are to go out now: from seven in the morning in London, for two days; else None."""
    here = now.astimezone(LONDON)
    monday = here.date() - timedelta(days=here.weekday())
    begins = datetime.combine(monday, SENT_FROM, LONDON)
    return monday if begins <= here < begins + SENT_FOR else None


def write_letter(*, lines: Sequence[str], leave_url: str, from_course: bool) -> Letter | None:
    """The mail for somebody for whom those lines wait; None where nothing does.

    It names nobody, quotes nothing, and leads nowhere but out: what waits is opened as always.
    """
    if not lines:
        return None
    number = "1 thing waits" if len(lines) == 1 else f"{len(lines):,} things wait"
    way = (
        f"Open the programme from your course to see {'it' if len(lines) == 1 else 'them'}."
        if from_course
        else "Open your page with the link that you were sent, or ask the participant’s trainer for a new one."
    )
    told = "\n".join(f"* {line}" for line in lines)
    text = (
        f"This waits for you in the programme:\n\n{told}\n\n{way}\n\n"
        "You asked for this mail once a week. It comes only when something waits for you. "
        f"To stop it:\n{leave_url}\n"
    )
    return Letter(f"{number} for you in Achieving Permanence", text, leave_url)


def list_letter_lines(waiting: Iterable[Waiting]) -> tuple[str, ...]:
    """The lines of what waits, each once."""
    return tuple(dict.fromkeys(one.letter for each in waiting for one in each.mine if one.letter))


def name_code_use(choice_id: int) -> str:
    """What the code of the weekly mail is good for: one person's choice."""
    return f"weekly code\0{choice_id}"


def sign_leave(choice_id: int, *, secret: str) -> str:
    """The last part of the address that ends one person's mails; it works for good, and for nothing else."""
    return f"{choice_id}.{_sign(f'weekly leave{chr(0)}{choice_id}', secret)}"


def read_leave(token: str, *, secret: str) -> int | None:
    """The choice that such an address ends; None where it is not one of ours."""
    number = token.partition(".")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    ours = sign_leave(int(number), secret=secret)
    return int(number) if hmac.compare_digest(token.encode("utf-8", "replace"), ours.encode()) else None


def _sign(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:40]
