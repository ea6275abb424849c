"""What an e-mail address, a sender and a subject may look like, so that nothing else can get into a mail's head."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 200
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{_LABEL}\.)*{_LABEL}"
)
_NAMED = re.compile(r'"?([^"<>]*?)"?\s*<([^<>]*)>')


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a mail says that it is from."""

    name: str
    address: str


def is_mail_address(text: str) -> bool:
    """Whether `text` is one plain address and nothing else: no name, no white space, no line end, ASCII alone."""
    local = text.partition("@")[0]
    return len(text) <= LONGEST_ADDRESS and len(local) <= 64 and _ADDRESS.fullmatch(text) is not None


def is_one_line(text: str) -> bool:
    """Whether `text` can stand in a mail's head: something to read, on one line, without control characters."""
    return bool(text.strip()) and len(text) <= LONGEST_SUBJECT and text.isprintable()


def read_sender(text: str) -> Sender | None:
    """The sender that `Name <address>` or a bare address names; None where it names none."""
    found = _NAMED.fullmatch(text.strip())
    name, address = (found[1], found[2]) if found is not None else ("", text.strip())
    if not is_mail_address(address) or (name and not is_one_line(name)):
        return None
    return Sender(name, address)
