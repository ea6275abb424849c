"""Which LMS may launch, for which organisation, and the keys that the tool signs with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Row, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.lti.platforms import Platform
from lti_app.secret_text import SecretText


class DeploymentState(StrEnum):
    """A deployment is seen first, and launches only once somebody has approved it."""

    SEEN = "seen"
    APPROVED = "approved"
    OFF = "off"


class Organisation(Base):
    """A council or a regional partnership: one tenant. `complaints` says how one is raised, "" until somebody does."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    complaints: Mapped[str] = mapped_column(Text, default="")


class PlatformRecord(Base):
    """One registration of the tool in one LMS.

    `product` is what the LMS calls itself, `site` the origin of its pages where it differs from the issuer's, `scopes`
    those that it granted when it registered the tool, apart by spaces; all three are unknown for one added by hand.
    """

    __tablename__ = "platforms"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    auth_url: Mapped[str] = mapped_column(Text)
    token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    token_audience: Mapped[str | None] = mapped_column(Text)
    product: Mapped[str] = mapped_column(String(255), default="")
    site: Mapped[str | None] = mapped_column(String(255))
    scopes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime | None] = mapped_column(Instant)


class Deployment(Base):
    """One deployment of a registration: the organisation whose people launch through it."""

    __tablename__ = "deployments"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    deployment_id: Mapped[str] = mapped_column(String(255))
    state: Mapped[DeploymentState] = mapped_column(closed_set(DeploymentState))
    seen_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class UsedRegistration(Base):
    """A registration page that was sent, by the digest of its number: none is sent twice."""

    __tablename__ = "used_registrations"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class SigningKeyRecord(Base):
    """A key pair of an organisation; the private half is encrypted.

    It is published from when it is made, signs from `signs_from` on until a newer one does, and is dropped after
    `published_until`, which is None for one that nothing has replaced.
    """

    __tablename__ = "signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    private_pem: Mapped[str] = mapped_column(SecretText)
    public_jwk: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    signs_from: Mapped[datetime] = mapped_column(Instant)
    published_until: Mapped[datetime | None] = mapped_column(Instant)


def platform_value(row: PlatformRecord | Row[Any]) -> Platform:
    """The registration as the protocol needs it, from its record or from a row with its columns."""
    return Platform(
        id=row.id,
        issuer=row.issuer,
        client_id=row.client_id,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        token_audience=row.token_audience,
    )


def find_platform(session: Session, *, issuer: str, client_id: str) -> PlatformRecord | None:
    """The registration of that issuer and client."""
    return session.scalar(
        select(PlatformRecord).where(PlatformRecord.issuer == issuer, PlatformRecord.client_id == client_id)
    )


def find_organisation(session: Session, name: str) -> Organisation | None:
    """The organisation of that name, in any case of letters."""
    query = select(Organisation).where(func.lower(Organisation.name) == name.lower())
    return session.scalar(query.order_by(Organisation.id).limit(1))


def find_deployment(session: Session, *, platform_id: int, deployment_id: str) -> Deployment | None:
    """The deployment of that name in the registration."""
    return session.scalar(
        select(Deployment).where(
            Deployment.platform_id == platform_id, Deployment.deployment_id == deployment_id
        )
    )


def find_signing_key(session: Session, organisation_id: int, *, now: datetime) -> SigningKeyRecord | None:
    """The key that the organisation signs with now: the newest whose time has come."""
    return session.scalar(
        select(SigningKeyRecord)
        .where(SigningKeyRecord.organisation_id == organisation_id, SigningKeyRecord.signs_from <= now)
        .order_by(SigningKeyRecord.signs_from.desc(), SigningKeyRecord.id.desc())
        .limit(1)
    )


def has_key(session: Session, organisation_id: int) -> bool:
    """Whether the organisation has a key pair at all."""
    query = select(SigningKeyRecord.id).where(SigningKeyRecord.organisation_id == organisation_id).limit(1)
    return session.scalar(query) is not None


def list_public_keys(session: Session) -> list[str]:
    """Every live public key of the organisations with an approved deployment, each a JWK as JSON text.

    Nothing is signed for any other, and whoever registers without end must not make the list too long for LMSs to read.
    """
    approved = select(Deployment.organisation_id).where(Deployment.state == DeploymentState.APPROVED)
    return list(
        session.scalars(
            select(SigningKeyRecord.public_jwk)
            .where(SigningKeyRecord.organisation_id.in_(approved))
            .order_by(SigningKeyRecord.id)
        )
    )
