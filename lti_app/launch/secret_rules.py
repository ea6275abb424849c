"""What the database keeps in place of a secret."""

from __future__ import annotations

import hashlib
import secrets


def digest(secret: str) -> str:
    """The SHA-256 of a secret in hexadecimal. Enough for secrets of 128 random bits and more, which ours all are."""
    return hashlib.sha256(secret.encode()).hexdigest()


_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


def make_reference() -> str:
    """A short reference that a person can read over the telephone: eight letters, about 40 random bits."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
