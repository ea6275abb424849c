"""Makes `LaunchClaims` of a token's claims, or names every fault in them (LTI Core 1.3 §5.3–5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lti_app.lti.claim_reader import ClaimReader
from lti_app.lti.claims import LaunchClaims, MessageType, Names
from lti_app.lti.faults import Fault, FaultCode
from lti_app.lti.platforms import Platform
from lti_app.lti.read_claim_objects import (
    read_context,
    read_custom,
    read_deep_link,
    read_for_user,
    read_grade_service,
    read_memberships_url,
    read_presentation,
    read_resource_link,
)
from lti_app.lti.texts import is_clean, read_label

if TYPE_CHECKING:
    from lti_app.lti.launch import Expected, Limits

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_LONGEST_ADDRESS = 2048


def read_claims(
    claims: Mapping[str, Any], *, platform: Platform, expected: Expected, limits: Limits
) -> tuple[LaunchClaims | None, list[Fault]]:
    """The launch that verified claims describe, and everything that is wrong with them.

    The launch is None where the message type is unknown; where there are faults its values are of no use. Issuer,
    audience, times and nonce are not looked at here. Claims that this tool does not know are ignored.
    """
    reader = ClaimReader(claims, [], longest=limits.max_identifier_length)
    message_type = _read_message_type(reader)
    _check_version(reader)
    custom = read_custom(reader, CLAIM + "custom")
    presentation = read_presentation(reader, CLAIM + "launch_presentation")
    tool_platform = claims.get(CLAIM + "tool_platform")
    launch = LaunchClaims(
        message_type=message_type or MessageType.RESOURCE_LINK,
        issuer=platform.issuer,
        client_id=platform.client_id,
        deployment_id=_read_deployment(reader, expected),
        subject=_read_subject(reader),
        roles=reader.read_words(CLAIM + "roles", "roles", needed=True),
        mentored=reader.read_words(CLAIM + "role_scope_mentor", "role_scope_mentor"),
        names=Names(
            full=read_label(claims.get("name")),
            given=read_label(claims.get("given_name")),
            family=read_label(claims.get("family_name")),
            email=read_label(claims.get("email")),
        ),
        target_link_uri=_read_target(reader, expected, message_type),
        context=read_context(reader, CLAIM + "context", custom=custom),
        resource_link=read_resource_link(
            reader,
            CLAIM + "resource_link",
            custom=custom,
            needed=message_type is MessageType.RESOURCE_LINK,
        ),
        custom=custom,
        grade_service=read_grade_service(reader, needed=message_type is MessageType.SUBMISSION_REVIEW),
        memberships_url=read_memberships_url(reader),
        deep_link=read_deep_link(reader) if message_type is MessageType.DEEP_LINKING else None,
        for_user=read_for_user(reader, CLAIM + "for_user")
        if message_type is MessageType.SUBMISSION_REVIEW
        else None,
        return_url=presentation.return_url,
        document_target=presentation.document_target,
        locale=presentation.locale,
        platform_family=read_label(
            tool_platform.get("product_family_code") if isinstance(tool_platform, dict) else None, longest=64
        ),
    )
    return (launch if message_type is not None else None), reader.faults


def _read_message_type(reader: ClaimReader) -> MessageType | None:
    word = reader.get(CLAIM + "message_type")
    if word is None:
        reader.fault(FaultCode.CLAIM_MISSING, "message_type")
        return None
    try:
        return MessageType(word)
    except (ValueError, TypeError):
        reader.faults.append(Fault(FaultCode.MESSAGE_TYPE_UNKNOWN))
        return None


def _check_version(reader: ClaimReader) -> None:
    version = reader.get(CLAIM + "version")
    if version is None:
        reader.fault(FaultCode.CLAIM_MISSING, "version")
    elif version != "1.3.0":
        reader.faults.append(Fault(FaultCode.VERSION_WRONG))


def _read_subject(reader: ClaimReader) -> str:
    """The person's id. A launch without one is anonymous (LTI Core 1.3 §5.3.6): nothing could be recorded."""
    if reader.get("sub") in (None, ""):
        reader.faults.append(Fault(FaultCode.ANONYMOUS))
        return ""
    return reader.read_identifier("sub", "sub")


def _read_deployment(reader: ClaimReader, expected: Expected) -> str:
    deployment = reader.read_identifier(CLAIM + "deployment_id", "deployment_id")
    if deployment and expected.deployment_id is not None and deployment != expected.deployment_id:
        reader.faults.append(Fault(FaultCode.DEPLOYMENT_CHANGED))
    return deployment


def _read_target(reader: ClaimReader, expected: Expected, message_type: MessageType | None) -> str | None:
    """The address that was followed: needed in a resource launch, on our host, and the one of the login."""
    target = reader.get(CLAIM + "target_link_uri")
    if target is None or target == "":
        if message_type is MessageType.RESOURCE_LINK:
            reader.fault(FaultCode.CLAIM_MISSING, "target_link_uri")
        return None
    if not isinstance(target, str) or not is_clean(target) or len(target) > _LONGEST_ADDRESS:
        reader.fault(FaultCode.CLAIM_MALFORMED, "target_link_uri")
        return None
    if not _is_ours(target, expected.tool_hosts):
        reader.faults.append(Fault(FaultCode.TARGET_FOREIGN))
    if target != expected.target_link_uri:
        reader.faults.append(Fault(FaultCode.TARGET_CHANGED))
    return target


def _is_ours(address: str, tool_hosts: frozenset[str]) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return False
    host = parts.hostname
    if not host or port is None or "@" in parts.netloc or "\\" in parts.netloc:
        return False
    return bool({host, f"{host}:{port}"} & tool_hosts)
