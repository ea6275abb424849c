"""Registering an LMS, and noting deployments that somebody has yet to approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.database import add_if_absent, transaction
from lti_app.lti.keys import make_signing_key
from lti_app.organisation.records import (
    Deployment,
    DeploymentState,
    Organisation,
    PlatformRecord,
    SigningKeyRecord,
    find_deployment,
    find_organisation,
    find_platform,
    has_key,
)


@dataclass(frozen=True, slots=True)
class Registration:
    """What an LMS's administrator has given us."""

    organisation: str
    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """The outcome: the registration's number, and whether it was there before."""

    platform_id: int
    updated: bool


def register_platform(registration: Registration, *, now: datetime) -> Registered:
    """Register an LMS for an organisation, both made where they are new; the same one again is updated.

    Raises ValueError where the issuer and client already belong to another organisation.
    """
    with transaction() as session:
        organisation = find_or_add_organisation(session, registration.organisation, now=now)
        platform = find_platform(session, issuer=registration.issuer, client_id=registration.client_id)
        updated = platform is not None
        if platform is None:
            platform = PlatformRecord(
                organisation_id=organisation.id,
                issuer=registration.issuer,
                client_id=registration.client_id,
                created_at=now,
            )
            session.add(platform)
        elif platform.organisation_id != organisation.id:
            raise ValueError("this issuer and client id are registered for another organisation")
        platform.auth_url = registration.auth_url
        platform.token_url = registration.token_url
        platform.jwks_url = registration.jwks_url
        platform.token_audience = registration.token_audience
        platform.site = registration.site
        session.flush()
        _approve_deployment(session, platform, registration.deployment_id, now=now)
        return Registered(platform_id=platform.id, updated=updated)


def record_unknown_deployment(*, platform_id: int, deployment_id: str, now: datetime) -> None:
    """Note a deployment that launched before anybody approved it, so that an administrator sees it waiting.

    A whole class may open it at once.
    """
    with transaction() as session:
        values = {
            "platform_id": platform_id,
            "organisation_id": session.get_one(PlatformRecord, platform_id).organisation_id,
            "deployment_id": deployment_id,
            "state": DeploymentState.SEEN,
            "seen_at": now,
        }
        add_if_absent(session, Deployment, unique=("platform_id", "deployment_id"), values=values)


def find_or_add_organisation(session: Session, name: str, *, now: datetime) -> Organisation:
    """The organisation of that name in any case of letters, made now where there is none; it has a key to sign with."""
    organisation = find_organisation(session, name)
    if organisation is None:
        values = {"name": name, "created_at": now, "complaints": ""}
        organisation = add_if_absent(session, Organisation, unique=("name",), values=values)
    if not has_key(session, organisation.id):
        add_signing_key(session, organisation.id, signs_from=now, now=now)
    return organisation


def add_signing_key(session: Session, organisation_id: int, *, signs_from: datetime, now: datetime) -> str:
    """The kid of a new key of the organisation, published at once and signing from `signs_from` on."""
    private_pem, public_jwk, kid = make_signing_key()
    session.add(
        SigningKeyRecord(
            organisation_id=organisation_id,
            kid=kid,
            private_pem=private_pem,
            public_jwk=public_jwk,
            created_at=now,
            signs_from=signs_from,
        )
    )
    return kid


def _approve_deployment(
    session: Session, platform: PlatformRecord, deployment_id: str, *, now: datetime
) -> None:
    deployment = find_deployment(session, platform_id=platform.id, deployment_id=deployment_id)
    if deployment is None:
        deployment = Deployment(
            platform_id=platform.id,
            organisation_id=platform.organisation_id,
            deployment_id=deployment_id,
            seen_at=now,
        )
        session.add(deployment)
    if deployment.state is not DeploymentState.APPROVED:
        deployment.state = DeploymentState.APPROVED
        deployment.decided_at = now
