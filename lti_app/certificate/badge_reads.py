"""The public documents behind a badge: the issuer's profile, the achievement, its keys, and what was withdrawn."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import jwt
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_app.certificate.badge_rules import Issuing, build_achievement, build_profile, build_status_list
from lti_app.certificate.records import CertificateRecord, find_issuer, list_withdrawn
from lti_app.database import read_only
from lti_app.lti.keys import load_key
from lti_app.organisation.records import Organisation, SigningKeyRecord, find_signing_key
from lti_app.programme.model import Programme


def find_profile(address: str, *, programme: Programme, public_url: str) -> dict[str, Any] | None:
    """The profile of the issuer of that address (OB 3.0, Profile); None where there is none."""
    with read_only() as session:
        found = _find_issuing(session, address, programme, public_url)
        return build_profile(found[0]) if found else None


def find_achievement(address: str, *, programme: Programme, public_url: str) -> dict[str, Any] | None:
    """What that issuer certifies (OB 3.0, Achievement)."""
    with read_only() as session:
        found = _find_issuing(session, address, programme, public_url)
        return build_achievement(found[0]) if found else None


def find_badge_key(address: str, key_id: str) -> dict[str, Any] | None:
    """The public key (JWK) of that id: one that signed a badge of the issuer which still exists, or signs its list."""
    with read_only() as session:
        issuer = find_issuer(session, address)
        if issuer is None:
            return None
        used = select(CertificateRecord.public_jwk).where(
            CertificateRecord.organisation_id == issuer.organisation_id, CertificateRecord.key_id == key_id
        )
        signing = select(SigningKeyRecord.public_jwk).where(
            SigningKeyRecord.organisation_id == issuer.organisation_id, SigningKeyRecord.kid == key_id
        )
        found = session.scalar(used.limit(1)) or session.scalar(signing)
    if found is None:
        return None
    jwk: dict[str, Any] = json.loads(found)
    return jwk


def sign_status_list(address: str, *, programme: Programme, public_url: str, now: datetime) -> str | None:
    """The issuer's list of withdrawn badges as a signed credential (Bitstring Status List v1.0)."""
    with read_only() as session:
        found = _find_issuing(session, address, programme, public_url)
        if found is None:
            return None
        issuing, organisation_id = found
        key = find_signing_key(session, organisation_id, now=now)
        highest = session.scalar(
            select(func.max(CertificateRecord.id)).where(CertificateRecord.organisation_id == organisation_id)
        )
        withdrawn = list_withdrawn(session, organisation_id=organisation_id)
        if key is None:
            raise LookupError(f"organisation {organisation_id} has no signing key")
        kid, private_pem = key.kid, key.private_pem
    claims = build_status_list(issuing, withdrawn=withdrawn, highest=highest or 0, now=now)
    headers = {"kid": issuing.key_address(kid), "typ": "vc+jwt"}
    return jwt.encode(claims, load_key(private_pem), algorithm="RS256", headers=headers)


def _find_issuing(
    session: Session, address: str, programme: Programme, public_url: str
) -> tuple[Issuing, int] | None:
    issuer = find_issuer(session, address)
    if issuer is None:
        return None
    organisation = session.get_one(Organisation, issuer.organisation_id)
    where = f"{public_url}/certificates/issuers/{address}"
    return Issuing(where, organisation.name, programme.title), organisation.id
