"""Every kind of deed that the audit trail can hold, by the fixed phrase that is kept for it."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """What was done. The phrases stand in the database: a new kind is added, an old one never renamed."""

    PROPOSED = "line manager proposed"
    CONFIRMED = "line manager confirmed"
    DECLINED = "line manager declined"
    ENDED = "line manager ended"
    DOMAINS_SET = "mail domains set"

    LINK_MADE = "line manager's link made"
    LINK_MAILED = "line manager's link mailed"
    LINK_REFUSED = "line manager's link refused"
    DESK_OPENED = "line manager's desk opened"
    DESK_LAUNCHED = "line manager's desk opened from a launch"
    PERSON_REFUSED = "line manager refused a person"
    TOLD = "line manager told that something waits"

    SIGNED_ENTRY = "signed: entry"
    SIGNED_ENTRY_IN_PART = "signed: entry in part"
    SIGNED_AGREED = "signed: learning agreement agreed"
    SIGNED_SENT_BACK = "signed: learning agreement sent back"
    SIGNED_DISCUSSED = "signed: discussion confirmed"
    SIGNED_VERIFIED = "signed: portfolio verified"
    VERIFICATION_WITHDRAWN = "verification withdrawn"
    VERIFICATION_VOIDED = "verification voided"

    CERTIFICATE_ISSUED = "certificate issued"
    CERTIFICATE_WITHDRAWN = "certificate withdrawn"

    TRAIL_READ = "audit trail read"
    TRAIL_READ_OF = "audit trail of a person read"
    TRAIL_EXPORTED = "audit trail exported"
