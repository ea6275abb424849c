"""Keys: the tool's own pairs, loaded once, and the LMSs' key sets, read over HTTP and kept for a while."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.http import LmsHttp, Unreachable
from lti_app.lti.key_sets import KeySet, read_key_set

_STALE_KEYS_GOOD_FOR = timedelta(days=1)
_LONGEST_PAUSE_WITHOUT_KEYS = timedelta(seconds=5)
_loading = threading.Lock()


def make_signing_key() -> tuple[str, str, str]:
    """A new RSA key of 2,048 bits: private PEM, public JWK as JSON, and kid, its RFC 7638 thumbprint."""
    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    numbers = private.public_key().public_numbers()
    needed = {"e": _base64_of(numbers.e), "kty": "RSA", "n": _base64_of(numbers.n)}
    canonical = json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()
    kid = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).decode().rstrip("=")
    return pem.decode(), json.dumps({**needed, "kid": kid, "alg": "RS256", "use": "sig"}), kid


def _base64_of(number: int) -> str:
    return (
        base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")
    )


def load_key(pem: str) -> RSAPrivateKey:
    """The private key in a PEM, ready to sign. Parsing costs some 70 ms of CPU, so each is parsed once a process."""
    with _loading:
        return _load_key(pem)


@lru_cache(maxsize=256)
def _load_key(pem: str) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("a signing key must be an RSA key")
    return key


class _Shelf:
    """The key set of one address. `keys` is replaced whole, so that readers need no lock."""

    def __init__(self) -> None:
        self.fetching = threading.Lock()
        self.keys: KeySet | None = None
        self.read_at: datetime | None = None
        self.tried_at: datetime | None = None
        self.tries = 0


class KeySets:
    """The key sets of LMSs; one for the whole process, safe for any number of threads."""

    def __init__(self, http: LmsHttp, lifetime: timedelta, refetch_after: timedelta) -> None:
        self._http = http
        self._lifetime = lifetime
        self._refetch_after = refetch_after
        self._shelves: dict[str, _Shelf] = {}

    def get_key(self, *, jwks_url: str, kid: str, now: datetime) -> RSAPublicKey:
        """The LMS's public key of that id, parsed.

        The set is read when none is kept, when it is older than its lifetime, or, at most once every `refetch_after`,
        when it lacks the kid. While the LMS does not answer, the old set is good for one day. Raises ProtocolFaults
        with KEY_SET_UNREADABLE, KEY_UNKNOWN or KEY_UNUSABLE.
        """
        shelf = self._shelves.setdefault(jwks_url, _Shelf())
        keys = self._kept(shelf, now=now)
        if keys is None or not (self._is_fresh(shelf, now=now) and keys.has(kid)):
            self._read_again(shelf, jwks_url=jwks_url, kid=kid, now=now)
            keys = self._kept(shelf, now=now)
        if keys is None:
            raise ProtocolFaults((Fault(FaultCode.KEY_SET_UNREADABLE),))
        return keys.get_key(kid)

    def _is_fresh(self, shelf: _Shelf, *, now: datetime) -> bool:
        return shelf.read_at is not None and now - shelf.read_at < self._lifetime

    def _kept(self, shelf: _Shelf, *, now: datetime) -> KeySet | None:
        if shelf.read_at is None or now - shelf.read_at >= self._lifetime + _STALE_KEYS_GOOD_FOR:
            return None
        return shelf.keys

    def _read_again(self, shelf: _Shelf, *, jwks_url: str, kid: str, now: datetime) -> None:
        """Read the set anew, one thread at a time; those who waited for another's reading do not read again."""
        kept = self._kept(shelf, now=now)
        if not self._may_try(shelf, kept, now=now):
            return
        tries = shelf.tries
        can_do_without = kept is not None and kept.has(kid)
        if not shelf.fetching.acquire(blocking=not can_do_without):
            return
        try:
            if shelf.tries == tries:
                shelf.tried_at = now
                self._read(shelf, jwks_url=jwks_url, now=now)
                shelf.tries += 1
        finally:
            shelf.fetching.release()

    def _may_try(self, shelf: _Shelf, kept: KeySet | None, *, now: datetime) -> bool:
        if shelf.tried_at is None or shelf.fetching.locked():
            return True
        pause = self._refetch_after
        if kept is None:
            pause = min(pause, _LONGEST_PAUSE_WITHOUT_KEYS)
        return now - shelf.tried_at >= pause

    def _read(self, shelf: _Shelf, *, jwks_url: str, now: datetime) -> None:
        try:
            answer = self._http.get(jwks_url, headers={"Accept": "application/json"})
        except Unreachable:
            return
        found = read_key_set(answer.body) if answer.status == 200 else None
        if found is not None:
            shelf.keys = found
            shelf.read_at = now
