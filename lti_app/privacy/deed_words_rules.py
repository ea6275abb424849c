"""The audit trail in plain words: what each kind of event is called, and a sentence that says what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_app.privacy.deed_rules import Deed


class EventKind(StrEnum):
    """The kinds of event that the trail can be narrowed to, as they stand in an address."""

    NAMING = "naming"
    LINKS = "links"
    SIGNED = "signed"
    CERTIFICATES = "certificates"
    READING = "reading"
    TAKEN_OUT = "taken-out"
    SETTINGS = "settings"


KIND_WORDS: Mapping[EventKind, str] = {
    EventKind.NAMING: "A line manager named, confirmed or ended",
    EventKind.LINKS: "A line manager’s link or desk",
    EventKind.SIGNED: "What a line manager signed",
    EventKind.CERTIFICATES: "Certificates",
    EventKind.READING: "A participant’s writing read",
    EventKind.TAKEN_OUT: "This trail read, or a list taken out as a file",
    EventKind.SETTINGS: "Settings of the organisation",
}

NOBODY = "Somebody who is no longer known here"
SOMEBODY = "somebody who is no longer known here"
NO_MANAGER = "a line manager who is no longer known here"


@dataclass(frozen=True, slots=True)
class EventWords:
    """A kind of event, and its sentence.

    The sentence's gaps are `by` (who did it), `person` (whose matter it is), `manager`, `subject` (a number) and
    `reason` (a fixed phrase).
    """

    kind: EventKind
    sentence: str


_WHOSE = "{manager}, the line manager of {person}"
_N, _L, _S, _C, _T = (
    EventKind.NAMING,
    EventKind.LINKS,
    EventKind.SIGNED,
    EventKind.CERTIFICATES,
    EventKind.TAKEN_OUT,
)
DEED_WORDS: Mapping[Deed, EventWords] = {
    Deed.PROPOSED: EventWords(_N, "{by} proposed {manager} as their line manager."),
    Deed.CONFIRMED: EventWords(_N, "{by} confirmed {manager} as the line manager of {person}."),
    Deed.DECLINED: EventWords(_N, "{by} declined the proposal of {manager} as the line manager of {person}."),
    Deed.ENDED: EventWords(_N, "{by} ended the naming of {manager} as the line manager of {person}."),
    Deed.DOMAINS_SET: EventWords(EventKind.SETTINGS, "{by} set the organisation’s own mail domains."),
    Deed.LINK_MADE: EventWords(_L, "{by} made a link to copy for " + _WHOSE + "."),
    Deed.LINK_MAILED: EventWords(_L, "{by} had a link mailed to " + _WHOSE + "."),
    Deed.LINK_REFUSED: EventWords(_L, "A link for " + _WHOSE + ", did not open the desk: {reason}."),
    Deed.DESK_OPENED: EventWords(_L, "The desk of " + _WHOSE + ", was opened with the link."),
    Deed.DESK_LAUNCHED: EventWords(_L, "{by} opened the desk of " + _WHOSE + ", from the learning site."),
    Deed.PERSON_REFUSED: EventWords(_L, "{manager} asked for {person} and was refused: {reason}."),
    Deed.TOLD: EventWords(_L, _WHOSE + ", was told by e-mail that something waits for them."),
    Deed.SIGNED_ENTRY: EventWords(
        _S, "{manager} recorded the entry check of {person} and made the undertakings."
    ),
    Deed.SIGNED_ENTRY_IN_PART: EventWords(_S, "{manager} recorded the entry check of {person} in part."),
    Deed.SIGNED_AGREED: EventWords(_S, "{manager} agreed the learning agreement of {person}."),
    Deed.SIGNED_SENT_BACK: EventWords(_S, "{manager} sent the learning agreement of {person} back."),
    Deed.SIGNED_DISCUSSED: EventWords(_S, "{manager} confirmed a discussion with {person}."),
    Deed.SIGNED_VERIFIED: EventWords(_S, "{manager} verified the portfolio of {person} in writing."),
    Deed.VERIFICATION_WITHDRAWN: EventWords(
        _S, "{manager} withdrew the verification of the portfolio of {person}."
    ),
    Deed.VERIFICATION_VOIDED: EventWords(
        _S, "The verification of the portfolio of {person} ({subject}) stopped holding."
    ),
    Deed.CERTIFICATE_ISSUED: EventWords(_C, "Certificate {subject} was issued to {person}."),
    Deed.CERTIFICATE_WITHDRAWN: EventWords(_C, "{by} withdrew certificate {subject} of {person}."),
    Deed.TRAIL_READ: EventWords(_T, "{by} read this audit trail."),
    Deed.TRAIL_READ_OF: EventWords(_T, "{by} read the entries of this audit trail about {person}."),
    Deed.TRAIL_EXPORTED: EventWords(_T, "{by} took entries of this audit trail out as a CSV file."),
}
LOOK_WORDS = EventWords(EventKind.READING, "{by} read what {person} wrote: {subject}.")
EXPORT_WORDS = EventWords(_T, "{by} took the states of {subject} out as a file.")


def list_deeds_of(kind: EventKind) -> tuple[Deed, ...]:
    """The deeds that are of that kind; looks and exports are kept elsewhere."""
    return tuple(deed for deed, words in DEED_WORDS.items() if words.kind is kind)


def say_event(
    words: EventWords,
    *,
    by: str | None,
    person: str | None,
    manager: str | None = None,
    subject: str = "",
    reason: str = "",
) -> str:
    """What happened, in one sentence that begins with a capital letter; None is somebody who is not known any more."""
    said = words.sentence.format(
        by=by or NOBODY,
        person=person or SOMEBODY,
        manager=manager or NO_MANAGER,
        subject=subject,
        reason=reason,
    )
    return said[:1].upper() + said[1:]


def word_unknown(phrase: str) -> EventWords:
    """Words for a phrase of the trail that this version does not know: the phrase as it stands, and who did it."""
    plain = phrase.replace("{", "").replace("}", "")
    return EventWords(EventKind.SETTINGS, f"{plain}, by {{by}}.")
