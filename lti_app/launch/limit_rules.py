"""How often is too often: what is counted, under which key, in which window, and when it ends."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

_IPV6_HOME = 64
"""One household or office holds all addresses of a /64, and would otherwise be as many strangers as it likes."""


class Limited(StrEnum):
    """What is limited: a person's logins, an address's failures and looks at certificates, the uses of one link."""

    LOGIN = "login"
    FAILURE = "failure"
    SIGNED_LINK = "signed link"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of a kind in each fixed window; 0 means no limit. `secret` keeps addresses out of the database."""

    kind: Limited
    most: int
    window: timedelta
    secret: str

    def make_counter(self, *of: str, now: datetime) -> Counter:
        """The counter of this very person, address or link in the window that `now` lies in."""
        text = "\0".join((self.kind, *of)).encode("utf-8", "surrogatepass")
        seconds = self.window.total_seconds()
        ends = (now.timestamp() // seconds + 1) * seconds
        return Counter(
            key=hmac.digest(self.secret.encode(), text, "sha256").hex(),
            ends_at=datetime.fromtimestamp(ends, UTC),
        )

    def judge(self, counter: Counter, *, count: int, now: datetime) -> TooOften | None:
        """Whether the `count`th time in the window is one too many."""
        if not self.most or count <= self.most:
            return None
        return TooOften(wait=counter.ends_at - now, first=count == self.most + 1)


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted under a key until an instant."""

    key: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TooOften:
    """One too many: how long to wait, and whether it is the first such in its window (which alone is logged)."""

    wait: timedelta
    first: bool


def mask_address(address: str | None) -> str:
    """What failures are counted by: an IPv4 address, or the network of an IPv6 one; "" where it is neither."""
    try:
        ip = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ip_network((ip, _IPV6_HOME), strict=False))
    return str(ip)
