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
    """Everything that is wrong with one message, at once; never empty."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code.value} {fault.detail}".strip() for fault in faults))
        self.faults = faults

    @property
    def lms_did_not_answer(self) -> bool:
        """Whether the LMS's own silence is the cause, so that trying again soon may help."""
        return any(fault.code is FaultCode.KEY_SET_UNREADABLE for fault in self.faults)
