"""The address at which people reach the service: written as a browser names an origin, and what may be wrong in it."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_USUAL_PORTS = {"https": ":443", "http": ":80"}


def write_origin(address: str) -> str:
    """The address as browsers and LMSs send it back (RFC 6454 §6.2): lower case, without its scheme's own port.

    Forms are taken from this very origin, and launches for this very host: written otherwise, none would be.
    """
    written = address.rstrip("/")
    if find_address_fault(written) is not None:
        return written
    scheme = urlsplit(written).scheme
    return written.lower().removesuffix(_USUAL_PORTS[scheme])


def find_address_fault(address: str) -> str | None:
    """What is wrong with it; None where people can reach the service there."""
    try:
        parts = urlsplit(address)
        is_usable = bool(parts.hostname) and (parts.port or 1) > 0 and "@" not in parts.netloc
    except ValueError:
        is_usable = False
    if (
        not is_usable
        or parts.scheme not in _USUAL_PORTS
        or address.rpartition("/")[2] != parts.netloc
        or not address.isascii()
        or not address.isprintable()
        or " " in address
    ):
        return "PUBLIC_URL must be the service's address without a path, such as https://learn.example.org"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        return "PUBLIC_URL must be https: browsers keep the sign-in cookie for secure addresses only"
    return None


def find_hosts_fault(hosts: tuple[str, ...]) -> str | None:
    """What is wrong with the hosts that may stand on private addresses; None where each is a host's bare name."""
    if all("/" not in host and host.count(":") != 1 for host in hosts):
        return None
    return "ALLOWED_PRIVATE_HOSTS must be names of hosts without scheme, port or path, such as moodle.example.org"
