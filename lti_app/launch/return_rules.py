"""The way back to the course from a refused launch, with what the LMS is told of it (LTI Core 1.3 §5.4.4)."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from lti_app.lti.platforms import Platform

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST = 2048


def decide_way_back(
    return_url: str | None, *, platform: Platform, told: str, reason: str, reference: str
) -> str | None:
    """The return address of a signed launch, carrying `lti_errormsg` for the person and `lti_errorlog` for the log.

    None where there is none, or where it leads anywhere but to the LMS's own pages over https (http on this very
    machine): a refused launch sends nobody elsewhere.
    """
    parts = _split(return_url or "")
    if parts is None or _origin(parts) not in {_origin(_split(one)) for one in _pages_of(platform)}:
        return None
    said = {
        "lti_errormsg": f"{told} Reference: {reference}",
        "lti_errorlog": f"{reason} (reference {reference})",
    }
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in said]
    address = parts._replace(query=urlencode([*kept, *said.items()], quote_via=quote), fragment="").geturl()
    return address if len(address) <= _LONGEST else None


def _pages_of(platform: Platform) -> tuple[str, str]:
    return platform.issuer, platform.auth_url


def _split(address: str) -> SplitResult | None:
    """The parts of an address that a person may be sent to; None for any other."""
    try:
        parts = urlsplit(address)
        usable = (parts.port or 1) > 0 and "@" not in parts.netloc and "\\" not in address
    except ValueError:
        return None
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return parts if usable and secure and parts.hostname else None


def _origin(parts: SplitResult | None) -> tuple[str, str, int] | None:
    if parts is None:
        return None
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
