"""Access tokens for an LMS's services: asked for once, kept until shortly before they end (LTI Security 1.0 §4.1)."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import jwt

from lti_app.lti.http import LmsHttp
from lti_app.lti.keys import load_key
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.texts import read_json

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME = timedelta(seconds=60)
ASSERTION_BEGINS_EARLY = timedelta(seconds=5)
UNSTATED_LIFETIME = timedelta(hours=1)
LONGEST_LIFETIME = timedelta(days=1)
"""What an LMS says beyond it is a mistake: an instant in milliseconds would lie past the calendar's end."""
_KEPT_TOKENS = 4096


class TokenRefused(Exception):  # noqa: N818 - what the other system decided, not an error of ours
    """The LMS gave no access token. `retry_after` is its header of that name, None where it sent none."""

    def __init__(self, status: int, retry_after: str | None) -> None:
        super().__init__(f"no access token: {status}")
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str = field(repr=False)
    until: datetime


_Name = tuple[int, str, str, frozenset[str]]


class Tokens:
    """The access tokens of every LMS; one for the whole process, safe for any number of threads."""

    def __init__(self, http: LmsHttp, *, dropped_early: timedelta) -> None:
        self._http = http
        self._dropped_early = dropped_early
        self._kept: dict[_Name, _Kept] = {}
        self._asking: dict[_Name, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(
        self,
        *,
        platform: Platform,
        key: SigningKey,
        scopes: frozenset[str],
        now: datetime,
        instead_of: str | None = None,
    ) -> str:
        """A token for those scopes; another than `instead_of`, which the LMS refused (401).

        Threads that want the same token at once wait for one request. Raises TokenRefused or `http.Unreachable`.
        """
        name = (platform.id, platform.client_id, platform.token_url, scopes)
        kept = self._find(name, now, instead_of)
        if kept is not None:
            return kept
        with self._lock:
            asking = self._asking.setdefault(name, threading.Lock())
        with asking:
            kept = self._find(name, now, instead_of)
            if kept is not None:
                return kept
            fresh = self._ask(platform, key, scopes, now)
            with self._lock:
                if len(self._kept) >= _KEPT_TOKENS:
                    self._kept = {each: one for each, one in self._kept.items() if one.until > now}
                self._kept[name] = fresh
            return fresh.token

    def _find(self, name: _Name, now: datetime, instead_of: str | None) -> str | None:
        kept = self._kept.get(name)
        if kept is None or kept.until <= now or kept.token == instead_of:
            return None
        return kept.token

    def _ask(self, platform: Platform, key: SigningKey, scopes: frozenset[str], now: datetime) -> _Kept:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": sign_assertion(platform=platform, key=key, now=now),
            "scope": " ".join(sorted(scopes)),
        }
        answer = self._http.post(
            platform.token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(form).encode(),
        )
        found = _read_token(answer.body) if 200 <= answer.status < 300 else None
        if found is None:
            raise TokenRefused(answer.status, answer.headers.get("Retry-After"))
        token, lifetime = found
        # A very short life is used in full rather than never.
        return _Kept(token, now + max(lifetime - self._dropped_early, lifetime / 2))


def sign_assertion(*, platform: Platform, key: SigningKey, now: datetime) -> str:
    """The JWT by which the tool proves who it is (RFC 7523 §3), good for one minute."""
    claims = {
        "iss": platform.client_id,
        "sub": platform.client_id,
        "aud": platform.token_audience or platform.token_url,
        "iat": int((now - ASSERTION_BEGINS_EARLY).timestamp()),
        "exp": int((now + ASSERTION_LIFETIME).timestamp()),
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, load_key(key.private_pem), algorithm="RS256", headers={"kid": key.kid})


def _read_token(body: bytes) -> tuple[str, timedelta] | None:
    """The token and how long it lives. Moodle answers JSON as text/html, so the media type is not asked."""
    try:
        said = read_json(body)
    except ValueError:
        return None
    token = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        return None
    try:
        lifetime = timedelta(seconds=int(said.get("expires_in")))
    except (TypeError, ValueError, OverflowError):
        lifetime = UNSTATED_LIFETIME
    return token, min(max(lifetime, timedelta(0)), LONGEST_LIFETIME)
