"""The platform's own signing key: made once, kept in the data folder, loaded once."""

import hashlib
import os
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tests.practice_lms.core import Registration
from tests.practice_lms.token_times import UNTIMED, check_times

KID_HEX_DIGITS = 20


class PlatformKey:
    """The RSA key, its `kid` of 20 hex digits as Moodle's are, and what is made with them."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            _write_key(path)
        loaded = load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(loaded, RSAPrivateKey)
        self._private = loaded
        self._public_pem = loaded.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.kid = hashlib.sha256(self._public_pem).hexdigest()[:KID_HEX_DIGITS]

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as a signed token with Moodle's header."""
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": self.kid})

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token of its own; raises `jwt.InvalidTokenError`."""
        key = self._private.public_key()
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], options=UNTIMED)
        check_times(claims)
        return claims

    def key_set(self) -> dict[str, Any]:
        """Return the public key set: one key, with the members and the order that Moodle gives them."""
        members = Registration.get_jwk(self._public_pem.decode())
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "alg": "RS256",
                    "kid": self.kid,
                    "e": members["e"],
                    "n": members["n"],
                    "use": "sig",
                }
            ]
        }


def _write_key(path: Path) -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(pem)
