"""What in a text looks as if somebody could be recognised by it: named to the writer, never blocked, never logged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SignKind(StrEnum):
    """What something looks like, as a sentence names it."""

    POSTCODE = "a postcode"
    DATE_OF_BIRTH = "a date of birth"
    EMAIL = "an e-mail address"
    PHONE = "a phone number"
    NI_NUMBER = "a National Insurance number"
    NHS_NUMBER = "an NHS number"
    TITLED_NAME = "a name with a title"
    KNOWN_NAME = "the name of somebody in your course"


@dataclass(frozen=True, slots=True)
class IdentitySign:
    """Something that was seen, in the text's own words, and what it looks like."""

    kind: SignKind
    seen: str


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})[a-z]* \d{{4}})"
_PATTERNS = (
    # Begun only where a run of such signs begins: else each place of one that never comes to an @ is tried to its end.
    (SignKind.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        SignKind.POSTCODE,
        re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
    ),
    (
        SignKind.NI_NUMBER,
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
    ),
    (
        SignKind.DATE_OF_BIRTH,
        re.compile(
            rf"(?:\b(?:born|birthday|dob|date of birth)\W{{1,3}}(?:(?:on|is|was)\W{{1,3}})?)?\b{_DAY}",
            re.IGNORECASE,
        ),
    ),
    (SignKind.PHONE, re.compile(r"(?<![\d+])(?:\+44[ -]?(?:\(0\)[ -]?)?|0)(?:\d[ -]?){9,10}(?!\d)")),
    (
        SignKind.TITLED_NAME,
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Judge|Revd?)\.? [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
        ),
    ),
)
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_NAME_LENGTH = 3
NHS_DIGITS = 10


def list_identity_signs(*, text: str, names: Iterable[str]) -> tuple[IdentitySign, ...]:
    """Everything in `text` that looks like a sign of who somebody is, in its order, each once.

    `names` are those of the people in the cohort. It errs on the side of asking: a date may be any day that matters.
    """
    found: list[tuple[int, IdentitySign]] = []
    found += [
        (match.start(), IdentitySign(SignKind.NHS_NUMBER, match[0]))
        for match in _NHS.finditer(text)
        if decide_is_nhs_number(match[0])
    ]
    taken = {sign.seen for _, sign in found}
    for kind, pattern in _PATTERNS:
        found += [
            (match.start(), IdentitySign(kind, match[0].strip()))
            for match in pattern.finditer(text)
            if match[0].strip() not in taken
        ]
    for word in sorted({one.strip() for one in names if len(one.strip()) >= _NAME_LENGTH}):
        at = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        if at is not None and word[0].isupper():
            found.append((at.start(), IdentitySign(SignKind.KNOWN_NAME, word)))
    return tuple(dict.fromkeys(sign for _, sign in sorted(found, key=lambda pair: pair[0])))


def decide_is_nhs_number(text: str) -> bool:
    """Whether ten digits are a valid NHS number: the last is the check digit, modulus 11."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != NHS_DIGITS:
        return False
    rest = sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return (11 - rest) % 11 == digits[9]
