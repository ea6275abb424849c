"""The LMS's answer to a login, and the verifying of the token in it (LTI Core 1.3 §5.1, Security Framework 1.0 §5.1.3).

The order is: shape, header, key, signature; only then are the claims read, and every fault in them is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from jwt.algorithms import RSAAlgorithm

from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.keys import KeySets
from lti_app.lti.platforms import Platform
from lti_app.lti.pylti import find_message_fault
from lti_app.lti.read_claims import read_claims, read_return_url
from lti_app.lti.security_claims import find_security_faults
from lti_app.lti.texts import read_label
from lti_app.lti.token_parts import read_json_object, split_token

_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)
_LONGEST_STATE = 512
_LONGEST_KID = 512


@dataclass(frozen=True, slots=True)
class AuthResponse:
    """The LMS's yes: a token, not yet verified, and the state that names the login it answers."""

    id_token: str
    state: str


@dataclass(frozen=True, slots=True)
class AuthError:
    """The LMS's no, in its own words (OpenID Connect Core §3.1.2.6). `state` is None where it sent none."""

    error: str
    description: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the state of the launch is bound to.

    `nonce_digest` is SHA-256 in hex. `deployment_id` is None where the login named none. `tool_hosts` are `host` or
    `host:port`; a host without a port stands for every port.
    """

    nonce_digest: str
    target_link_uri: str
    deployment_id: str | None
    tool_hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a launch may stray: the clocks' difference, the token's age and size, identifiers in characters."""

    leeway: timedelta
    max_age: timedelta
    max_token_bytes: int
    max_identifier_length: int


def read_auth_response(form: Mapping[str, str]) -> AuthResponse | AuthError:
    """What the LMS posted to the launch address. Raises ProtocolFaults where it is neither a token nor an error."""
    state = form.get("state") or None
    if state is not None and (len(state) > _LONGEST_STATE or not state.isascii()):
        state = None
    if form.get("error"):
        return AuthError(
            error=read_label(form["error"], longest=100) or "error",
            description=read_label(form.get("error_description"), longest=500),
            state=state,
        )
    token = form.get("id_token") or None
    if token is None or state is None:
        missing = ((token, FaultCode.TOKEN_MISSING), (state, FaultCode.STATE_MISSING))
        raise ProtocolFaults(tuple(Fault(code) for value, code in missing if value is None))
    return AuthResponse(id_token=token, state=state)


def verify(
    token: str, *, platform: Platform, expected: Expected, keys: KeySets, limits: Limits, now: datetime
) -> LaunchClaims:
    """What a token says, once everything about it is right.

    That the nonce is used once is the caller's to see to. Raises ProtocolFaults with every fault of the stage that
    failed: claims are judged, all of them, only under a right signature.
    """
    parts = split_token(token, max_bytes=limits.max_token_bytes)
    kid = read_key_id(parts.header)
    key = keys.get_key(jwks_url=platform.jwks_url, kid=kid, now=now)
    if not _RS256.verify(parts.signed, key, parts.signature):
        raise ProtocolFaults((Fault(FaultCode.SIGNATURE_WRONG),))
    claims = read_json_object(parts.payload)
    security_faults = find_security_faults(
        claims, platform=platform, expected=expected, limits=limits, now=now
    )
    launch, claim_faults = read_claims(claims, platform=platform, expected=expected, limits=limits)
    if security_faults or claim_faults or launch is None:
        raise ProtocolFaults(
            tuple(dict.fromkeys((*security_faults, *claim_faults))), return_url=read_return_url(claims)
        )
    refused = find_message_fault(claims, platform)
    if refused is not None:
        raise ProtocolFaults((Fault(FaultCode.MESSAGE_REFUSED, refused),), return_url=read_return_url(claims))
    return launch


def read_key_id(header: Mapping[str, object]) -> str:
    """The id of the key that signed. Only RS256 is taken (Security Framework 1.0 §6.1), whatever the key allows."""
    faults = []
    if header.get("alg") != "RS256":
        faults.append(Fault(FaultCode.ALGORITHM_REFUSED))
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        faults.append(Fault(FaultCode.KEY_ID_MISSING))
    elif len(kid) > _LONGEST_KID:
        faults.append(Fault(FaultCode.KEY_UNKNOWN))
    if "crit" in header or "b64" in header:
        faults.append(Fault(FaultCode.TOKEN_MALFORMED, "asks for an extension"))
    if faults:
        raise ProtocolFaults(tuple(faults))
    return str(kid)
