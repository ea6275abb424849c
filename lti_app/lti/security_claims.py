"""The claims that make a token one for us, now: issuer, audience, times and nonce (Security Framework 1.0 §5.1.3)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lti_app.lti.faults import Fault, FaultCode
from lti_app.lti.platforms import Platform

if TYPE_CHECKING:
    from lti_app.lti.launch import Expected, Limits

_LATEST_SECOND = 253_402_300_800  # the year 10000: later instants are nonsense, and cannot be held as dates


def find_security_faults(
    claims: Mapping[str, Any], *, platform: Platform, expected: Expected, limits: Limits, now: datetime
) -> list[Fault]:
    """Everything that is wrong with `iss`, `aud`, `azp`, `exp`, `iat`, `nbf` and `nonce`."""
    standing = find_standing_faults(claims, platform=platform, limits=limits, now=now)
    return [*standing, *_nonce_faults(claims, expected)]


def find_standing_faults(
    claims: Mapping[str, Any], *, platform: Platform, limits: Limits, now: datetime
) -> list[Fault]:
    """Everything that is wrong with a message that answers no login: as above, without the nonce."""
    return [
        *_issuer_faults(claims, platform),
        *_audience_faults(claims, platform),
        *_time_faults(claims, limits=limits, now=now.timestamp()),
    ]


def _issuer_faults(claims: Mapping[str, Any], platform: Platform) -> Iterator[Fault]:
    issuer = claims.get("iss")
    if issuer is None:
        yield Fault(FaultCode.CLAIM_MISSING, "iss")
    elif issuer != platform.issuer:
        yield Fault(FaultCode.ISSUER_WRONG)


def _audience_faults(claims: Mapping[str, Any], platform: Platform) -> Iterator[Fault]:
    audience, party = claims.get("aud"), claims.get("azp")
    audiences = [audience] if isinstance(audience, str) else audience
    if audience is None:
        yield Fault(FaultCode.CLAIM_MISSING, "aud")
    elif not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences):
        yield Fault(FaultCode.CLAIM_MALFORMED, "aud")
    elif platform.client_id not in audiences:
        yield Fault(FaultCode.AUDIENCE_WRONG)
    elif len(audiences) > 1 and party is None:
        yield Fault(FaultCode.AUTHORISED_PARTY_MISSING)
    if party is not None and party != platform.client_id:
        yield Fault(FaultCode.AUTHORISED_PARTY_WRONG)


def _time_faults(claims: Mapping[str, Any], *, limits: Limits, now: float) -> Iterator[Fault]:
    leeway, oldest = limits.leeway.total_seconds(), limits.max_age.total_seconds()
    seconds = {name: _read_second(claims, name) for name in ("exp", "iat", "nbf")}
    for name, second in seconds.items():
        if second is None and claims.get(name) is not None:
            yield Fault(FaultCode.CLAIM_MALFORMED, name)
        elif second is None and name != "nbf":
            yield Fault(FaultCode.CLAIM_MISSING, name)
    expires, issued, begins = seconds.values()
    if expires is not None and now > expires + leeway:
        yield Fault(FaultCode.EXPIRED, f"{_length(now - expires)} ago; {_length(leeway)} are allowed")
    ahead = max([begin - now for begin in (issued, begins, now) if begin is not None])
    if ahead > leeway:
        yield Fault(FaultCode.FROM_THE_FUTURE, f"{_length(ahead)} ahead; {_length(leeway)} are allowed")
    if issued is not None and now - issued > oldest:
        yield Fault(FaultCode.TOO_OLD, f"{_length(now - issued)} ago; {_length(oldest)} are allowed")
    if expires is not None and issued is not None and expires < issued:
        yield Fault(FaultCode.EXPIRES_BEFORE_ISSUED)


def _read_second(claims: Mapping[str, Any], name: str) -> float | None:
    """The instant of a claim in seconds since 1970; None where it holds no sensible number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LATEST_SECOND else None


def _length(seconds: float) -> str:
    return f"{timedelta(seconds=int(seconds)) // timedelta(seconds=1)} seconds"


def _nonce_faults(claims: Mapping[str, Any], expected: Expected) -> Iterator[Fault]:
    nonce = claims.get("nonce")
    if nonce is None or nonce == "":
        yield Fault(FaultCode.CLAIM_MISSING, "nonce")
    elif not isinstance(nonce, str):
        yield Fault(FaultCode.CLAIM_MALFORMED, "nonce")
    else:
        digest = hashlib.sha256(nonce.encode("utf-8", "surrogatepass")).hexdigest()
        if not hmac.compare_digest(digest, expected.nonce_digest):
            yield Fault(FaultCode.NONCE_WRONG)
