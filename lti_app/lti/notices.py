"""The Platform Notification Service 1.0: telling an LMS where notices go, and verifying those that come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jwt.algorithms import RSAAlgorithm

from lti_app.lti.claim_reader import ClaimReader
from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.keys import KeySets
from lti_app.lti.launch import Limits, read_key_id
from lti_app.lti.platforms import Platform
from lti_app.lti.read_claims import CLAIM
from lti_app.lti.security_claims import find_standing_faults
from lti_app.lti.texts import is_clean, read_label
from lti_app.lti.token_parts import read_json_object, split_token

CONTEXT_COPY = "LtiContextCopyNotice"
SCOPE_HANDLERS = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
MOST_NOTICES = 100
_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a notice says it is from, before anything in it is believed."""

    issuer: str
    client_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified notice. `origins` are the courses that the course was copied from; () for another kind of notice."""

    id: str
    kind: str
    deployment_id: str
    expires_at: datetime
    context_id: str | None
    context_title: str | None
    origins: tuple[str, ...]


def read_batch(body: bytes) -> tuple[str, ...]:
    """The tokens of the notices in a request's body, `{"notices": [{"jwt": …}]}`. Raises ProtocolFaults."""
    said = read_json_object(body)
    listed = said.get("notices")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_NOTICES:
        raise ProtocolFaults((Fault(FaultCode.NOT_A_MESSAGE),))
    tokens = tuple(one["jwt"] for one in listed if isinstance(one, dict) and isinstance(one.get("jwt"), str))
    if len(tokens) != len(listed):
        raise ProtocolFaults((Fault(FaultCode.TOKEN_MISSING),))
    return tokens


def read_sender(token: str, *, limits: Limits) -> Sender:
    """Whom a notice says it is from: only to find the registration whose key must then prove it."""
    claims = read_json_object(split_token(token, max_bytes=limits.max_token_bytes).payload)
    issuer, audience = claims.get("iss"), claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    clients = tuple(one for one in listed if isinstance(one, str))
    if not isinstance(issuer, str) or not clients:
        raise ProtocolFaults(
            (Fault(FaultCode.CLAIM_MISSING, "iss" if not isinstance(issuer, str) else "aud"),)
        )
    if not all(is_clean(one) for one in (issuer, *clients)):
        raise ProtocolFaults((Fault(FaultCode.CLAIM_MALFORMED, "iss or aud"),))
    return Sender(issuer, clients)


def verify_notice(token: str, *, platform: Platform, keys: KeySets, limits: Limits, now: datetime) -> Notice:
    """What a notice says, once signature, issuer, audience, times, version and deployment are right.

    A notice answers no login, so that no nonce is ours; that its id is used once is the caller's to see to.
    Raises ProtocolFaults with every fault of the stage that failed.
    """
    parts = split_token(token, max_bytes=limits.max_token_bytes)
    key = keys.get_key(jwks_url=platform.jwks_url, kid=read_key_id(parts.header), now=now)
    if not _RS256.verify(parts.signed, key, parts.signature):
        raise ProtocolFaults((Fault(FaultCode.SIGNATURE_WRONG),))
    claims = read_json_object(parts.payload)
    reader = ClaimReader(
        claims,
        find_standing_faults(claims, platform=platform, limits=limits, now=now),
        longest=limits.max_identifier_length,
    )
    if claims.get(CLAIM + "version") != "1.3.0":
        reader.faults.append(Fault(FaultCode.VERSION_WRONG))
    notice = _read_notice(reader, claims)
    if reader.faults:
        raise ProtocolFaults(tuple(dict.fromkeys(reader.faults)))
    return notice


def _read_notice(reader: ClaimReader, claims: Mapping[str, Any]) -> Notice:
    about = reader.read_object(CLAIM + "notice", "notice", needed=True)
    kind = about.read_identifier("type", "type") if about else ""
    context = reader.read_object(CLAIM + "context", "context", needed=kind == CONTEXT_COPY)
    expires = claims.get("exp")
    return Notice(
        id=about.read_identifier("id", "id") if about else "",
        kind=kind,
        deployment_id=reader.read_identifier(CLAIM + "deployment_id", "deployment_id"),
        expires_at=datetime.fromtimestamp(expires if isinstance(expires, int | float) else 0, UTC)
        if not reader.faults
        else datetime.fromtimestamp(0, UTC),
        context_id=context.read_identifier("id", "id") if context else None,
        context_title=read_label(context.get("title"), longest=400) if context else None,
        origins=reader.read_words(CLAIM + "origin_contexts", "origin_contexts"),
    )


def build_handler(address: str) -> bytes:
    """The JSON that asks an LMS to send its copy notices to `address`."""
    return json.dumps({"notice_type": CONTEXT_COPY, "handler": address}).encode()
