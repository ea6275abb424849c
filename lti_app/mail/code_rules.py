"""A code that is mailed to somebody and typed back: how it is written, read, kept and compared."""

from __future__ import annotations

import hashlib
import hmac

CODES = 10**6
"""How many codes there are: six digits. Nobody may guess at one more than a few times."""
TRIES_A_CODE = 5


def write_code(number: int) -> str:
    """One of the `CODES` as its six digits."""
    return f"{number:06}"


def read_code(typed: str) -> str:
    """The digits of what was typed; spaces and dashes between them do not count."""
    return "".join(typed.split()).replace("-", "")


def digest_code(code: str, *, use: str, key: str) -> str:
    """What is kept of a code: keyed, as six digits are soon guessed, and good for the one `use` alone."""
    text = f"{use}\0{code}".encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


def is_right_code(typed: str, *, kept: str, use: str, key: str) -> bool:
    """Whether what was typed is the code of which `kept` is the digest, in a time that tells nothing of it."""
    return hmac.compare_digest(digest_code(read_code(typed), use=use, key=key), kept)
