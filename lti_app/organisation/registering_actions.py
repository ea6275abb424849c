"""Keeping what an LMS registered by itself: switched off until an administrator of ours approves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_app.database import transaction
from lti_app.organisation.actions import find_or_add_organisation
from lti_app.organisation.records import (
    Deployment,
    DeploymentState,
    PlatformRecord,
    UsedRegistration,
    find_deployment,
    find_platform,
)
from lti_app.organisation.registering_rules import Connection, decide_moved


@dataclass(frozen=True, slots=True)
class Connected:
    """What became of a registration: new or an update, and whether it still waits for our administrator."""

    platform_id: int
    updated: bool
    waits: bool


def use_registration(digest: str, *, expires_at: datetime) -> bool:
    """Use a registration page up: True for exactly one of any number of callers."""
    try:
        with transaction() as session:
            session.add(UsedRegistration(digest=digest, expires_at=expires_at))
    except IntegrityError:
        return False
    return True


def record_connection(connection: Connection, *, organisation: str, now: datetime) -> Connected:
    """Keep the connection, switched off; the same issuer and client again is updated and stays whose it was.

    An update that leads to other addresses than those approved is switched off until somebody has looked at it.
    """
    with transaction() as session:
        platform = find_platform(session, issuer=connection.issuer, client_id=connection.client_id)
        updated = platform is not None
        if platform is None:
            platform = PlatformRecord(
                organisation_id=find_or_add_organisation(session, organisation, now=now).id,
                issuer=connection.issuer,
                client_id=connection.client_id,
                created_at=now,
            )
            session.add(platform)
        else:
            _switch_off_if_moved(session, platform, connection)
        _write(platform, connection, now=now)
        session.flush()
        waits = _settle_deployment(session, platform, connection.deployment_id, now=now)
        return Connected(platform_id=platform.id, updated=updated, waits=waits)


def clear_used_registrations(*, now: datetime) -> None:
    """Forget registration pages whose time is over anyway."""
    with transaction() as session:
        session.execute(delete(UsedRegistration).where(UsedRegistration.expires_at < now))


def _switch_off_if_moved(session: Session, platform: PlatformRecord, connection: Connection) -> None:
    if decide_moved(
        before=(platform.auth_url, platform.token_url, platform.jwks_url),
        after=(connection.auth_url, connection.token_url, connection.jwks_url),
        site=connection.site,
        approved_sites=(platform.issuer, platform.auth_url, platform.site or ""),
    ):
        session.execute(
            update(Deployment)
            .where(Deployment.platform_id == platform.id, Deployment.state == DeploymentState.APPROVED)
            .values(state=DeploymentState.SEEN)
        )


def _write(platform: PlatformRecord, connection: Connection, *, now: datetime) -> None:
    platform.auth_url = connection.auth_url
    platform.token_url = connection.token_url
    platform.jwks_url = connection.jwks_url
    platform.token_audience = connection.token_audience
    platform.product = connection.product
    platform.site = connection.site
    platform.scopes = " ".join(connection.scopes)
    platform.updated_at = now


def _settle_deployment(
    session: Session, platform: PlatformRecord, deployment_id: str | None, *, now: datetime
) -> bool:
    """Whether the deployment waits for approval; it is noted where it is new."""
    if deployment_id is None:
        return True
    deployment = find_deployment(session, platform_id=platform.id, deployment_id=deployment_id)
    if deployment is None:
        deployment = Deployment(
            platform_id=platform.id,
            organisation_id=platform.organisation_id,
            deployment_id=deployment_id,
            state=DeploymentState.SEEN,
            seen_at=now,
        )
        session.add(deployment)
    return deployment.state is not DeploymentState.APPROVED
