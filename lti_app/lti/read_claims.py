"""Makes `LaunchClaims` of a token's claims, or names every fault in them (LTI Core 1.3 §5.3–5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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
    read_notice_service,
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
    launch = _read_launch(reader, message_type, platform, expected)
    return (launch if message_type is not None else None), reader.faults


def read_return_url(claims: Mapping[str, Any]) -> str | None:
    """Where a signed message wants people back, whatever else is wrong with it; None where it does not say."""
    reader = ClaimReader(claims, [], longest=_LONGEST_ADDRESS)
    return read_presentation(reader, CLAIM + "launch_presentation").return_url


def _read_launch(
    reader: ClaimReader, message_type: MessageType | None, platform: Platform, expected: Expected
) -> LaunchClaims:
    is_resource = message_type is MessageType.RESOURCE_LINK
    is_review = message_type is MessageType.SUBMISSION_REVIEW
    custom = read_custom(reader, CLAIM + "custom")
    shown = read_presentation(reader, CLAIM + "launch_presentation")
    return LaunchClaims(
        message_type=message_type or MessageType.RESOURCE_LINK,
        issuer=platform.issuer,
        client_id=platform.client_id,
        deployment_id=_read_deployment(reader, expected),
        subject=_read_subject(reader),
        roles=reader.read_words(CLAIM + "roles", "roles", needed=True),
        mentored=reader.read_words(CLAIM + "role_scope_mentor", "role_scope_mentor"),
        names=_read_names(reader),
        target_link_uri=_read_target(reader, expected, needed=is_resource),
        context=read_context(reader, CLAIM + "context", custom=custom),
        resource_link=read_resource_link(reader, CLAIM + "resource_link", custom=custom, needed=is_resource),
        custom=custom,
        grade_service=read_grade_service(reader, needed=is_review),
        memberships_url=read_memberships_url(reader),
        deep_link=read_deep_link(reader) if message_type is MessageType.DEEP_LINKING else None,
        for_user=read_for_user(reader, CLAIM + "for_user") if is_review else None,
        return_url=shown.return_url,
        document_target=shown.document_target,
        locale=shown.locale,
        platform_family=_read_platform_family(reader),
        notice_service=read_notice_service(reader, CLAIM + "platformnotificationservice"),
    )


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


def _read_names(reader: ClaimReader) -> Names:
    return Names(
        full=read_label(reader.get("name")),
        given=read_label(reader.get("given_name")),
        family=read_label(reader.get("family_name")),
        email=read_label(reader.get("email")),
    )


def _read_platform_family(reader: ClaimReader) -> str | None:
    tool_platform = reader.get(CLAIM + "tool_platform")
    if not isinstance(tool_platform, dict):
        return None
    return read_label(tool_platform.get("product_family_code"), longest=64)


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


def _read_target(reader: ClaimReader, expected: Expected, *, needed: bool) -> str | None:
    """The address that was followed: needed in a resource launch, on our host, and the one of the login."""
    target = reader.get(CLAIM + "target_link_uri")
    if target is None or target == "":
        if needed:
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


@lru_cache(maxsize=2000)
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
