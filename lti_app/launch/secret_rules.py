"""What the database keeps in place of a secret."""

from __future__ import annotations

import hashlib


def digest(secret: str) -> str:
    """The SHA-256 of a secret in hexadecimal. Enough for secrets of 128 random bits and more, which ours all are."""
    return hashlib.sha256(secret.encode()).hexdigest()
