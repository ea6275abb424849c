"""One key set of an LMS: which keys it holds, and those among them that may sign a launch."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.pylti import find_key_pem

_MOST_KEYS = 200
_SMALLEST_BITS, _LARGEST_BITS = 2048, 8192
_NEEDED = ("kty", "kid", "use", "alg", "n", "e")
_Jwk = Mapping[str, Any]


class KeySet:
    """The keys of one set by their ids. A key is parsed when it is first asked for, and then kept."""

    def __init__(self, jwks: Sequence[_Jwk]) -> None:
        self._jwks: dict[str, list[_Jwk]] = {}
        for jwk in jwks[:_MOST_KEYS]:
            kid = jwk.get("kid")
            if isinstance(kid, str) and kid:
                self._jwks.setdefault(kid, []).append(jwk)
        self._parsed: dict[str, RSAPublicKey] = {}
        self._lock = threading.Lock()

    def has(self, kid: str) -> bool:
        """Whether the set names a key so, usable or not."""
        return kid in self._jwks

    def get_key(self, kid: str) -> RSAPublicKey:
        """The RS256 key of that id. Raises ProtocolFaults with KEY_UNKNOWN or KEY_UNUSABLE."""
        key = self._parsed.get(kid)
        if key is not None:
            return key
        if kid not in self._jwks:
            raise ProtocolFaults((Fault(FaultCode.KEY_UNKNOWN),))
        with self._lock:
            if kid not in self._parsed:
                self._parsed[kid] = _parse(self._jwks[kid], kid)
            return self._parsed[kid]


def read_key_set(body: bytes) -> KeySet | None:
    """The key set that an LMS's answer holds (RFC 7517 §5); None where it holds none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        return None
    return KeySet([key for key in keys if isinstance(key, dict)])


def _parse(jwks: Sequence[_Jwk], kid: str) -> RSAPublicKey:
    pem = find_key_pem([_public_part(jwk) for jwk in jwks if _may_sign(jwk)], kid)
    key = load_pem_public_key(pem) if pem is not None else None
    if not isinstance(key, RSAPublicKey) or not _SMALLEST_BITS <= key.key_size <= _LARGEST_BITS:
        raise ProtocolFaults((Fault(FaultCode.KEY_UNUSABLE),))
    return key


def _public_part(jwk: _Jwk) -> _Jwk:
    """A JWK without the members that an RSA public key does not need (RFC 7517 §4: what is not known is ignored)."""
    return {name: jwk[name] for name in _NEEDED if jwk.get(name) is not None}


def _may_sign(jwk: _Jwk) -> bool:
    """Whether a JWK is one for RS256 signatures (RFC 7517 §4.2–4.4). What is not said, or null, does no harm."""
    operations = jwk.get("key_ops")
    return (
        jwk.get("kty") == "RSA"
        and jwk.get("use") in (None, "sig")
        and jwk.get("alg") in (None, "RS256")
        and (operations is None or (isinstance(operations, list) and "verify" in operations))
    )
