"""The one way in which this service calls an LMS: kept connections, guarded addresses, bounded size and time."""

from __future__ import annotations

import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from lti_app.lti.guarded_connection import (
    Guard,
    GuardedHTTPConnectionPool,
    GuardedHTTPSConnectionPool,
    RefusedAddress,
    deadline,
)

_KEPT_HOSTS = 64
_CHUNK_BYTES = 65536


class Trouble(StrEnum):
    """Why no answer came, as the log writes it."""

    ADDRESS_REFUSED = "address refused"
    NO_CONNECTION = "no connection"
    TOO_SLOW = "too slow"
    TOO_LARGE = "answer too large"


class Unreachable(Exception):  # noqa: N818 - what the other system did, not an error of ours
    """No usable answer came. The request may have been carried out all the same unless the address was refused."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What an LMS answered. `reason` is its reason phrase, where Moodle alone tells its errors.

    `headers` finds a name in any case; values are as they came, decoded as Latin-1.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


@cache
def _trust_authorities(_at: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """TLS that believes the authorities kept there: one for the process, since reading them costs some 30 ms."""
    return ssl.create_default_context()


class LmsHttp:
    """Calls to LMSs over kept connections; one for the whole process, safe for any number of threads."""

    def __init__(
        self,
        *,
        public_url: str,
        allowed_private_hosts: tuple[str, ...],
        allow_loopback: bool,
        connect_timeout: timedelta,
        read_timeout: timedelta,
        total_timeout: timedelta,
        max_bytes: int,
        pool_size: int = 8,
    ) -> None:
        self._user_agent = f"AchievingPermanence/1.0 (+{public_url})"
        self._guard = Guard(
            private_hosts=frozenset(host.lower().rstrip(".") for host in allowed_private_hosts),
            allow_loopback=allow_loopback,
            read_timeout=read_timeout.total_seconds(),
        )
        self._timeout = urllib3.Timeout(
            connect=connect_timeout.total_seconds(), read=read_timeout.total_seconds()
        )
        self._total_seconds = total_timeout.total_seconds()
        self._max_bytes = max_bytes
        self._pool_size = pool_size
        self._tls = _trust_authorities(ssl.get_default_verify_paths())
        self._pools: OrderedDict[tuple[str, str, int], urllib3.HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET, whatever its status; redirects are not followed. Raises Unreachable."""
        return self._call("GET", url, headers=headers or {}, body=None)

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a POST, whatever its status; it is never sent twice. Raises Unreachable."""
        return self._call("POST", url, headers=headers, body=body)

    def put(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a PUT, whatever its status. Raises Unreachable."""
        return self._call("PUT", url, headers=headers, body=body)

    def _call(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = self._read_url(url)
        sent = {"User-Agent": self._user_agent, "Accept-Encoding": "identity", **headers}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        deadline.ends_at = time.monotonic() + self._total_seconds
        try:
            response = self._find_pool(parts).urlopen(
                method,
                target,
                body=body,
                headers=sent,
                retries=False,
                redirect=False,
                timeout=self._timeout,
                preload_content=False,
            )
            return Answer(
                status=response.status,
                reason=response.reason or "",
                headers=response.headers,
                body=self._read_body(response),
            )
        except RefusedAddress as refused:
            raise Unreachable(Trouble.ADDRESS_REFUSED) from refused
        except (TimeoutError, ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError) as slow:
            raise Unreachable(Trouble.TOO_SLOW) from slow
        except (HTTPError, OSError, ValueError) as failed:
            raise Unreachable(Trouble.NO_CONNECTION) from failed

    def _read_body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        chunks: list[bytes] = []
        size = 0
        for chunk in response.stream(_CHUNK_BYTES):
            size += len(chunk)
            if size > self._max_bytes:
                response.close()
                raise Unreachable(Trouble.TOO_LARGE)
            chunks.append(chunk)
        response.release_conn()
        return b"".join(chunks)

    def _read_url(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            named = bool(parts.hostname) and "@" not in parts.netloc and (parts.port or 1) > 0
        except ValueError as fault:
            raise Unreachable(Trouble.ADDRESS_REFUSED) from fault
        schemes = {"https", "http"} if self._guard.allow_loopback else {"https"}
        if (
            not named
            or parts.scheme not in schemes
            or not url.isascii()
            or not url.isprintable()
            or " " in url
        ):
            raise Unreachable(Trouble.ADDRESS_REFUSED)
        return parts

    def _find_pool(self, parts: SplitResult) -> urllib3.HTTPConnectionPool:
        host = parts.hostname or ""
        name = (parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80))
        with self._lock:
            pool = self._pools.get(name)
            if pool is None:
                pool = self._make_pool(*name)
                self._pools[name] = pool
            self._pools.move_to_end(name)
            dropped = self._pools.popitem(last=False)[1] if len(self._pools) > _KEPT_HOSTS else None
        if dropped is not None:
            dropped.close()
        return pool

    def _make_pool(self, scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
        if scheme == "https":
            return GuardedHTTPSConnectionPool(
                host, port, maxsize=self._pool_size, ssl_context=self._tls, guard=self._guard
            )
        return GuardedHTTPConnectionPool(host, port, maxsize=self._pool_size, guard=self._guard)
