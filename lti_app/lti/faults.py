"""What can be wrong with a message from an LMS: fixed phrases for the log, one value per fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """Every way in which a login or a launch can be wrong, as the launch log writes it."""

    LOGIN_PARAMETER_MISSING = "login parameter missing"
    LOGIN_PARAMETER_MALFORMED = "login parameter malformed"
    STATE_MISSING = "state missing"
    TOKEN_MISSING = "token missing"
    TOKEN_TOO_LARGE = "token too large"
    TOKEN_MALFORMED = "token malformed"
    DUPLICATE_KEYS = "token names a key twice"
    NOT_A_MESSAGE = "not an LTI message"
    ALGORITHM_REFUSED = "algorithm not allowed"
    KEY_ID_MISSING = "key id missing"
    KEY_UNKNOWN = "key id unknown to the LMS"
    KEY_UNUSABLE = "key of the LMS is not one for RS256 signatures"
    KEY_SET_UNREADABLE = "key set of the LMS could not be read"
    SIGNATURE_WRONG = "signature wrong"
    CLAIM_MISSING = "claim missing"
    CLAIM_MALFORMED = "claim malformed"
    CLAIM_TOO_LONG = "claim too long"
    ANONYMOUS = "anonymous launch"
    VERSION_WRONG = "LTI version not 1.3.0"
    MESSAGE_TYPE_UNKNOWN = "message type unknown"
    ISSUER_WRONG = "issuer is not the registered one"
    AUDIENCE_WRONG = "audience is not this tool"
    AUTHORISED_PARTY_MISSING = "several audiences and no authorised party"
    AUTHORISED_PARTY_WRONG = "authorised party is not this tool"
    EXPIRED = "token expired"
    FROM_THE_FUTURE = "token from the future"
    TOO_OLD = "token issued too long ago"
    EXPIRES_BEFORE_ISSUED = "token expires before it was issued"
    NONCE_WRONG = "nonce is not the one of this login"
    DEPLOYMENT_CHANGED = "deployment other than at login"
    TARGET_CHANGED = "target other than at login"
    TARGET_FOREIGN = "target on another host"
    CANNOT_TAKE_LINKS = "LMS takes no resource links"
    MESSAGE_REFUSED = "message refused by its validator"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `detail` is safe for a log: a claim's short name or a length, never a claim's value."""

    code: FaultCode
    detail: str = ""


class ProtocolFaults(Exception):  # noqa: N818 - a decision about a message, not an error of ours
    """Everything that is wrong with one message, at once; never empty.

    `return_url` leads back to the course, where the message was signed by the LMS and gave one.
    """

    def __init__(self, faults: tuple[Fault, ...], *, return_url: str | None = None) -> None:
        super().__init__("; ".join(f"{fault.code.value} {fault.detail}".strip() for fault in faults))
        self.faults = faults
        self.return_url = return_url


_CONFIGURED = "Whoever looks after the external tool in your learning site can put this right."
_AGAIN = "Go back to your course and open the activity again."
_BROKEN = (
    "Your learning site sent something that it should not. Its supplier or administrator can put this right."
)

_WORDS: dict[FaultCode, tuple[str, str]] = {
    FaultCode.LOGIN_PARAMETER_MISSING: (
        "The request from your learning site is incomplete: it lacks {detail}.",
        _CONFIGURED,
    ),
    FaultCode.LOGIN_PARAMETER_MALFORMED: (
        "A part of the request from your learning site cannot be read: {detail}.",
        _BROKEN,
    ),
    FaultCode.STATE_MISSING: (
        "The answer from your learning site does not say which launch it belongs to.",
        _AGAIN,
    ),
    FaultCode.TOKEN_MISSING: ("The answer from your learning site says nothing about who you are.", _AGAIN),
    FaultCode.TOKEN_TOO_LARGE: ("The message from your learning site is too large ({detail}).", _BROKEN),
    FaultCode.TOKEN_MALFORMED: ("The message from your learning site cannot be read: {detail}.", _BROKEN),
    FaultCode.DUPLICATE_KEYS: ("The message from your learning site says the same thing twice.", _BROKEN),
    FaultCode.NOT_A_MESSAGE: ("What your learning site sent is not a launch.", _BROKEN),
    FaultCode.ALGORITHM_REFUSED: (
        "Your learning site signed its message in a way that is not allowed.",
        _BROKEN,
    ),
    FaultCode.KEY_ID_MISSING: (
        "Your learning site does not say which key it signed its message with.",
        _BROKEN,
    ),
    FaultCode.KEY_UNKNOWN: (
        "The message is signed with a key that your learning site does not publish.",
        _CONFIGURED,
    ),
    FaultCode.KEY_UNUSABLE: (
        "The key that your learning site publishes is not one for signing launches.",
        _BROKEN,
    ),
    FaultCode.KEY_SET_UNREADABLE: (
        "Your learning site did not answer when we asked for its keys, so we could not check your launch.",
        "Try again in a few minutes. If it happens again, tell whoever looks after your learning site.",
    ),
    FaultCode.SIGNATURE_WRONG: (
        "The signature on the message from your learning site is wrong.",
        _CONFIGURED,
    ),
    FaultCode.CLAIM_MISSING: (
        "The message from your learning site lacks something that we need: {detail}.",
        _CONFIGURED,
    ),
    FaultCode.CLAIM_MALFORMED: (
        "A part of the message from your learning site cannot be read: {detail}.",
        _BROKEN,
    ),
    FaultCode.CLAIM_TOO_LONG: (
        "A part of the message from your learning site is too long: {detail}.",
        _BROKEN,
    ),
    FaultCode.ANONYMOUS: (
        "Your learning site did not say who you are, so nothing that you do here could be recorded.",
        "Sign in to your course and open the activity from there.",
    ),
    FaultCode.VERSION_WRONG: ("Your learning site did not use LTI version 1.3.0.", _CONFIGURED),
    FaultCode.MESSAGE_TYPE_UNKNOWN: (
        "Your learning site asked for something that this service does not offer.",
        _CONFIGURED,
    ),
    FaultCode.ISSUER_WRONG: (
        "The message comes from a learning site other than the one that began the launch.",
        _CONFIGURED,
    ),
    FaultCode.AUDIENCE_WRONG: ("The message from your learning site is meant for another tool.", _CONFIGURED),
    FaultCode.AUTHORISED_PARTY_MISSING: (
        "The message from your learning site is meant for several tools and does not say for which first.",
        _CONFIGURED,
    ),
    FaultCode.AUTHORISED_PARTY_WRONG: (
        "The message from your learning site was made for another tool.",
        _CONFIGURED,
    ),
    FaultCode.EXPIRED: ("The launch took too long: it ran out {detail}.", _AGAIN),
    FaultCode.FROM_THE_FUTURE: (
        "The clock of your learning site differs from ours: {detail}.",
        "Whoever looks after your learning site can set its clock.",
    ),
    FaultCode.TOO_OLD: ("The launch is too old: it was made {detail}.", _AGAIN),
    FaultCode.EXPIRES_BEFORE_ISSUED: ("The launch ran out before it was made.", _BROKEN),
    FaultCode.NONCE_WRONG: ("The message does not belong to this launch.", _AGAIN),
    FaultCode.DEPLOYMENT_CHANGED: (
        "The message names another deployment than the launch began with.",
        _CONFIGURED,
    ),
    FaultCode.TARGET_CHANGED: ("The message leads to another place than the launch began with.", _CONFIGURED),
    FaultCode.TARGET_FOREIGN: (
        "The link in your course leads to an address that is not ours.",
        "Your trainer can correct or remake the link in the course.",
    ),
    FaultCode.CANNOT_TAKE_LINKS: ("Your learning site does not take links to activities here.", _CONFIGURED),
    FaultCode.MESSAGE_REFUSED: (
        "The message from your learning site is not a complete launch: {detail}.",
        _CONFIGURED,
    ),
}


def describe_fault(fault: Fault) -> str:
    """What happened and who can put it right, in two plain sentences for a person."""
    return " ".join(describe_in_parts(fault))


def describe_in_parts(fault: Fault) -> tuple[str, str]:
    """What happened, and who can put it right."""
    happened, remedy = _WORDS[fault.code]
    return happened.format(detail=fault.detail or "no more is known"), remedy


def find_fault(phrase: str) -> Fault | None:
    """The fault that the launch log wrote as `phrase`; None where the phrase is none of a fault."""
    for code in sorted(FaultCode, key=lambda one: len(one.value), reverse=True):
        if phrase == code.value or phrase.startswith(f"{code.value} "):
            return Fault(code, phrase.removeprefix(code.value).strip())
    return None
