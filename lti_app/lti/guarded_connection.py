"""Connections that go only to the very address that was checked, and that end at a deadline."""

from __future__ import annotations

import io
import ipaddress
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.connection import create_connection

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class RefusedAddress(Exception):  # noqa: N818 - a decision
    """A host leads to an address that this service must not call."""


class _Deadline(threading.local):
    """When the call that this thread makes must have ended, on the monotonic clock."""

    ends_at: float = float("inf")


deadline = _Deadline()


@dataclass(frozen=True, slots=True)
class Guard:
    """Which hosts may lead to private addresses, and whether this machine itself may be called."""

    private_hosts: frozenset[str]
    allow_loopback: bool
    read_timeout: float

    def decide(self, *, host: str, address: str) -> bool:
        """Whether a call to `host` may go to `address`, one of those that its name leads to.

        Naming a host opens private networks to it, but never this machine, link-local addresses (where clouds keep
        their secrets) or reserved ones.
        """
        ip = _true_address(ipaddress.ip_address(address))
        if ip.is_loopback:
            return self.allow_loopback
        if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
            return False
        return ip.is_global or host.lower().rstrip(".") in self.private_hosts


def _true_address(ip: _IPAddress) -> _IPAddress:
    """The IPv4 address that an IPv6 one stands for, where it stands for one; else the address itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if any(ip in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _connect(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """A socket to the first address of the connection's host that answers; all must be ones that may be called.

    Whoever names a host names its addresses too: all of them together get the time that the thread's call has.
    """
    host = connection.host.strip("[]")
    found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(guard.decide(host=host, address=address) for address in addresses):
        raise RefusedAddress
    last: OSError | None = None
    for address in addresses:
        left = deadline.ends_at - time.monotonic()
        if left <= 0:
            break
        longest = min(float(connection.timeout or left), left)
        try:
            return create_connection(
                (address, connection.port), longest, socket_options=connection.socket_options
            )
        except OSError as failed:
            last = failed
    raise last or OSError("no address")


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket, never past the deadline of the thread's call: each read waits only for what is left."""

    def __init__(self, sock: socket.socket, longest: float) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._longest = longest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left = deadline.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took too long altogether")
        self._sock.settimeout(min(left, self._longest))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineSocket:
    """A socket whose reading file knows the deadline; everything else is the socket's own."""

    def __init__(self, sock: socket.socket, longest: float) -> None:
        self._sock = sock
        self._longest = longest

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._sock, self._longest))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _GuardedHTTPConnection(HTTPConnection):
    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connect(self, self._guard)

    def connect(self) -> None:
        super().connect()
        self.sock = _DeadlineSocket(self.sock, self._guard.read_timeout)


class _GuardedHTTPSConnection(HTTPSConnection):
    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connect(self, self._guard)

    def connect(self) -> None:
        super().connect()
        self.sock = _DeadlineSocket(self.sock, self._guard.read_timeout)


class GuardedHTTPConnectionPool(urllib3.HTTPConnectionPool):
    """Kept plain connections to one host; for loopback."""

    ConnectionCls = _GuardedHTTPConnection


class GuardedHTTPSConnectionPool(urllib3.HTTPSConnectionPool):
    """Kept TLS connections to one host, whose certificate is verified."""

    ConnectionCls = _GuardedHTTPSConnection
