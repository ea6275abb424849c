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
    select(PlatformRecord.issuer, PlatformRecord.auth_url, PlatformRecord.site)
    .join(Deployment, Deployment.platform_id == PlatformRecord.id)
    .where(Deployment.state == DeploymentState.APPROVED)
    .distinct()
)


def read_key_set() -> dict[str, list[Any]]:
    """The JSON Web Key Set of every live key (RFC 7517 §5)."""
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


def list_frame_origins() -> frozenset[str]:
    """The origins of the pages of every LMS with an approved deployment: where it lives, signs in and was registered.

    One that only registered itself frames nothing until an administrator of ours has approved it.
    """
    with reading() as connection:
        rows = _PAGES_OF_PLATFORMS.rows(connection)
    addresses = (urlsplit(address) for row in rows for address in row if address)
    return frozenset(
        f"{one.scheme}://{one.netloc}" for one in addresses if one.scheme in {"http", "https"} and one.netloc
    )


def find_organisation_name(organisation_id: int) -> str | None:
    """The name of the organisation of that number."""
    with read_only() as session:
        return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))
