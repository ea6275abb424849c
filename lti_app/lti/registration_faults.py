"""What can go wrong when an LMS registers this tool by itself, and what its administrator is told."""

from __future__ import annotations

from enum import StrEnum


class RegistrationFault(StrEnum):
    """Every way in which a registration can fail, as the log writes it."""

    ADDRESS_MISSING = "configuration address missing"
    ADDRESS_REFUSED = "address refused"
    LMS_UNREACHABLE = "lms unreachable"
    LMS_TOO_SLOW = "lms too slow"
    ANSWER_TOO_LARGE = "answer too large"
    CONFIGURATION_REFUSED = "configuration not given"
    CONFIGURATION_UNREADABLE = "configuration unreadable"
    CONFIGURATION_INCOMPLETE = "configuration incomplete"
    ISSUER_ELSEWHERE = "issuer is not the site that the configuration came from"
    ENDPOINT_ELSEWHERE = "endpoint at another site"
    NOT_SECURE = "endpoint not https"
    CANNOT_SIGN = "lms lacks RS256 or private_key_jwt"
    TOKEN_USED = "registration token used"
    TOKEN_MISSING = "registration token missing"
    TOKEN_REFUSED = "registration token refused"
    REGISTRATION_REFUSED = "registration refused"
    ANSWER_UNREADABLE = "registration answer unreadable"


class RegistrationFailed(Exception):  # noqa: N818 - what two systems could not agree on
    """The registration ended here, and nothing of it is kept.

    `detail` is safe for a log and a page: a field's name, a status, or the LMS's own fixed phrase.
    """

    def __init__(self, fault: RegistrationFault, detail: str = "") -> None:
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail


_OPEN_AGAIN = "Close this page, and begin again from your learning site’s page of external tools."
_SUPPLIER = "Your learning site’s supplier can put this right. You can also connect it by hand."

_WORDS: dict[RegistrationFault, tuple[str, str]] = {
    RegistrationFault.ADDRESS_MISSING: (
        "This page is opened by a learning site, which then says where it is. No learning site opened it now.",
        "In your learning site, paste this page’s address where it asks for a tool’s registration address.",
    ),
    RegistrationFault.ADDRESS_REFUSED: (
        "This service may not call the address that your learning site gave. It must be a public https address.",
        "If your learning site is on a private network, whoever runs this service can name it in its setting "
        "ALLOWED_PRIVATE_HOSTS.",
    ),
    RegistrationFault.LMS_UNREACHABLE: (
        "Your learning site could not be reached from here.",
        "Check that it can be reached from outside your network, with a certificate that browsers trust. "
        + _OPEN_AGAIN,
    ),
    RegistrationFault.LMS_TOO_SLOW: ("Your learning site took too long to answer.", _OPEN_AGAIN),
    RegistrationFault.ANSWER_TOO_LARGE: ("Your learning site answered with far too much.", _SUPPLIER),
    RegistrationFault.CONFIGURATION_REFUSED: (
        "Your learning site did not say how to connect: it answered with status {detail}.",
        _OPEN_AGAIN,
    ),
    RegistrationFault.CONFIGURATION_UNREADABLE: (
        "What your learning site says about itself cannot be read.",
        _SUPPLIER,
    ),
    RegistrationFault.CONFIGURATION_INCOMPLETE: (
        "What your learning site says about itself lacks something: {detail}.",
        _SUPPLIER,
    ),
    RegistrationFault.ISSUER_ELSEWHERE: (
        "Your learning site calls itself by another address than the one it was reached at.",
        "In Moodle this is the setting wwwroot. It must be the address that people use.",
    ),
    RegistrationFault.ENDPOINT_ELSEWHERE: (
        "One of the addresses that your learning site gave belongs to another site: {detail}.",
        _SUPPLIER,
    ),
    RegistrationFault.NOT_SECURE: (
        "One of the addresses that your learning site gave is not an https address: {detail}.",
        "A learning site must use https before it can be connected.",
    ),
    RegistrationFault.CANNOT_SIGN: (
        "Your learning site does not offer the signatures that LTI 1.3 asks for: {detail}.",
        _SUPPLIER,
    ),
    RegistrationFault.TOKEN_USED: (
        "This registration was used before, and each can be used once.",
        "If the tool stands in your learning site’s list already, all is well. If not: " + _OPEN_AGAIN,
    ),
    RegistrationFault.TOKEN_MISSING: (
        "Your learning site wants a registration token, and gave us none.",
        _OPEN_AGAIN,
    ),
    RegistrationFault.TOKEN_REFUSED: (
        "Your learning site did not take the registration token that it gave us. It may have run out.",
        _OPEN_AGAIN,
    ),
    RegistrationFault.REGISTRATION_REFUSED: (
        "Your learning site did not take the registration. It answered: {detail}.",
        "Pass this answer and the reference on to whoever runs this service. You can also connect it by hand.",
    ),
    RegistrationFault.ANSWER_UNREADABLE: (
        "Your learning site’s answer to the registration could not be read, so nothing is kept here.",
        "If the tool stands in its list now, delete it there. " + _OPEN_AGAIN,
    ),
}


def describe_failure(failed: RegistrationFailed) -> tuple[str, str]:
    """What happened, and what to do now, each a plain sentence or two."""
    happened, remedy = _WORDS[failed.fault]
    return happened.format(detail=failed.detail or "no more is known"), remedy
