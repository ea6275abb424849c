"""What others need to know of organisations: the tool's public keys, and the LMS addresses that may frame it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from lti_app.database import read_only, reading
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.organisation.records import (
    Deployment,
    DeploymentState,
    Organisation,
    PlatformRecord,
    find_signing_key,
    list_public_keys,
    platform_value,
)
from lti_app.statements import Statement

_PAGES_OF_PLATFORMS = Statement(
    select(Deployment.organisation_id, PlatformRecord.issuer, PlatformRecord.auth_url, PlatformRecord.site)
    .join(Deployment, Deployment.platform_id == PlatformRecord.id)
    .where(Deployment.state == DeploymentState.APPROVED)
    .distinct()
)


def read_key_set() -> dict[str, list[Any]]:
    """The JSON Web Key Set of every live key that signs for somebody approved (RFC 7517 §5)."""
    with read_only() as session:
        return {"keys": [json.loads(jwk) for jwk in list_public_keys(session)]}


def get_signing_key(organisation_id: int, *, now: datetime) -> SigningKey:
    """The key that the organisation signs with now; each organisation has one from its first registration."""
    with read_only() as session:
        key = find_signing_key(session, organisation_id, now=now)
        if key is None:
            raise LookupError(f"organisation {organisation_id} has no signing key")
        return SigningKey(kid=key.kid, private_pem=key.private_pem)


def get_platform(platform_id: int) -> Platform:
    """The registration of that number, as the protocol needs it."""
    with read_only() as session:
        return platform_value(session.get_one(PlatformRecord, platform_id))


def get_deployment_name(deployment_row_id: int) -> str:
    """What the LMS calls that deployment."""
    with read_only() as session:
        return session.get_one(Deployment, deployment_row_id).deployment_id


def list_frame_origins() -> dict[int | None, tuple[str, ...]]:
    """The origins of the pages of every LMS with an approved deployment: where it lives, signs in and was registered.

    They stand under the number of each organisation that has such a deployment, and all of them under None. One that
    only registered itself frames nothing until an administrator of ours has approved it.
    """
    with reading() as connection:
        rows = _PAGES_OF_PLATFORMS.rows(connection)
    found: dict[int | None, set[str]] = {None: set()}
    for organisation_id, *addresses in rows:
        for one in (urlsplit(address) for address in addresses if address):
            if one.scheme in {"http", "https"} and one.netloc:
                origin = f"{one.scheme}://{one.netloc}"
                found[None].add(origin)
                found.setdefault(organisation_id, set()).add(origin)
    return {organisation_id: tuple(sorted(origins)) for organisation_id, origins in found.items()}


def find_organisation_name(organisation_id: int) -> str | None:
    """The name of the organisation of that number."""
    with read_only() as session:
        return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))
