"""A line manager's link, code and visit: how a link is signed and read, and what each may still open."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CODE_LIFETIME = timedelta(minutes=10)
CODES_AN_HOUR = 5
LINKS_MAILED_A_DAY = 5
CODES_A_DAY = 20
"""Five tries of each of twenty codes leave a guesser one chance in ten thousand a day.

They are counted over all links to one address about one participant: whoever may make links would else have as many
guesses as they make links, and could fill the mailbox.
"""


class LinkState(StrEnum):
    """What a link is good for."""

    GOOD = "good"
    TAMPERED = "link tampered with"
    EXPIRED = "link expired"
    ENDED = "link ended"
    NOT_CONFIRMED = "line manager no longer confirmed"


class EndedBecause(StrEnum):
    """Why a link was ended before its time."""

    REPLACED = "replaced by a newer link"
    LINE_MANAGER = "line manager changed or ended"
    TOO_MANY_CODES = "too many codes asked for"


@dataclass(frozen=True, slots=True)
class LineManagerVisit:
    """A stay at the desk, in one browser. `line_manager_id` is the naming whose link opened it.

    `people` are the participants whom it may see where the learning site named them; None for all who have this line
    manager.
    """

    id: str
    organisation_id: int
    organisation_name: str
    line_manager_id: int
    address_digest: str
    name: str
    post: str
    csrf_token: str
    seen_at: datetime
    ends_at: datetime
    people: tuple[int, ...] | None = None


def sign_link(secret: str, *, key: str) -> str:
    """The secret of a link with our signature, as it stands in its address."""
    return f"{secret}.{_sign(secret, key)}"


def read_link(token: str, *, key: str) -> str | None:
    """The secret that `sign_link` signed; None where a single character differs."""
    secret, _, signature = token.partition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), _sign(secret, key).encode()):
        return None
    return secret


def _sign(secret: str, key: str) -> str:
    text = f"line manager's link\0{secret}".encode("utf-8", "surrogatepass")
    made = hmac.new(key.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def decide_link_state(
    *, ended_at: datetime | None, expires_at: datetime, is_confirmed: bool, now: datetime
) -> LinkState:
    """What a link that we know is good for; one of a line manager who is no longer confirmed opens nothing."""
    if not is_confirmed:
        return LinkState.NOT_CONFIRMED
    if ended_at is not None:
        return LinkState.ENDED
    return LinkState.EXPIRED if expires_at <= now else LinkState.GOOD


def name_code_use(*, link_id: int, browser_digest: str) -> str:
    """What a line manager's code is good for: one link in one browser."""
    return f"line manager's code\0{link_id}\0{browser_digest}"


def decide_may_get_link(*, may_read: bool, can_mail: bool) -> bool:
    """Whether somebody may be shown the link itself.

    Where no mail can be sent, the link alone opens the desk: a participant who held it could sign for themselves, and
    an administrator could read what was written. `may_read` says that it is a trainer, who reads it anyway.
    """
    return can_mail or may_read
