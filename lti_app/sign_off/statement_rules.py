"""What a line manager signs: the kinds of statement, their wording, and what each must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StatementKind(StrEnum):
    """What a line manager can put their name to. An entry check or agreement sent back is kept as well."""

    ENTRY = "entry"
    ENTRY_IN_PART = "entry in part"
    AGREED = "learning agreement agreed"
    SENT_BACK = "learning agreement sent back"
    DISCUSSED = "discussion confirmed"
    VERIFIED = "portfolio verified"


@dataclass(frozen=True, slots=True)
class Verification:
    """The formal written verification of a portfolio, as it was signed.

    `statement` holds the sentences agreed to, one a line; `words` are the line manager's own. `number` and
    `contents_digest` say which portfolio as handed over was read. `confirmed_by` is who had confirmed the line
    manager, on `confirmed_at`. Void, with its reason, once `void_at` is there.
    """

    name: str
    post: str
    statement: str
    words: str
    confirmed_by: str
    confirmed_at: datetime | None
    signed_at: datetime
    number: int
    contents_digest: str
    void_at: datetime | None
    void_reason: str
