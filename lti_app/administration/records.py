"""Administrators of an organisation, invitations to be one, requests, and their visits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant
from lti_app.secret_text import SecretText


class Administrator(Base):
    """Someone who administers an organisation; `person_id` is there once they are known from a launch."""

    __tablename__ = "administrators"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(SecretText)
    created_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Invitation(Base):
    """A one-time link by which somebody becomes an administrator; its secret is kept as a digest alone."""

    __tablename__ = "administrator_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class AdministrationRequest(Base):
    """A trainer's wish to administer their organisation, until an administrator has decided."""

    __tablename__ = "administration_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)


class AdministratorVisitRecord(Base):
    """One stay on the administrator's pages, good only with the browser whose digest it carries."""

    __tablename__ = "administrator_visits"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    administrator_id: Mapped[int] = mapped_column(
        ForeignKey("administrators.id", ondelete="CASCADE"), index=True
    )
    opened_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)


def find_administrator_of(session: Session, person_id: int) -> Administrator | None:
    """The person as an administrator of today."""
    return session.scalar(
        select(Administrator).where(Administrator.person_id == person_id, Administrator.ended_at.is_(None))
    )


def find_request(session: Session, request_id: int, *, organisation_id: int) -> AdministrationRequest | None:
    """A request of that organisation."""
    return session.scalar(
        select(AdministrationRequest).where(
            AdministrationRequest.id == request_id, AdministrationRequest.organisation_id == organisation_id
        )
    )
