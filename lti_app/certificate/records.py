"""Certificates that were issued, and the public addresses under which organisations issue badges."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.certificate.standing_rules import Certificate, Withdrawal
from lti_app.database import Base, Instant
from lti_app.secret_text import SecretText


class CertificateRecord(Base):
    """One person's certificate, frozen on the day of issue; its number's place in the status list is its `id`.

    `badge` is the signed credential, `key_id` and `public_jwk` the key that it is checked with: kept as long as the
    certificate, since the organisation's own keys are replaced in the course of time. It goes when its holder is
    erased, and its number is unknown then.
    """

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(SecretText)
    organisation: Mapped[str] = mapped_column(String(200))
    programme: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[datetime] = mapped_column(Instant)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    badge: Mapped[str] = mapped_column(SecretText)
    key_id: Mapped[str] = mapped_column(String(64))
    public_jwk: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("administrators.id", ondelete="SET NULL"))
    withdrawal_reason: Mapped[str | None] = mapped_column(SecretText)


class BadgeIssuer(Base):
    """The address under which an organisation's badges name it: drawn by lot, so that nobody counts organisations."""

    __tablename__ = "badge_issuers"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    address: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)


def find_certificate(session: Session, *, person_id: int) -> Certificate | None:
    """The person's certificate as it stands, withdrawn or not; None where none was issued."""
    row = find_certificate_row(session, person_id=person_id)
    return certificate_value(row) if row is not None else None


def find_certificate_row(session: Session, *, person_id: int) -> CertificateRecord | None:
    """The row of the person's certificate."""
    return session.scalar(select(CertificateRecord).where(CertificateRecord.person_id == person_id))


def find_numbered(session: Session, number: str, *, locks: bool = False) -> CertificateRecord | None:
    """The row of that number, in whatever organisation; `locks` holds it until the transaction ends."""
    query = select(CertificateRecord).where(CertificateRecord.number == number)
    return session.scalar(query.with_for_update() if locks else query)


def find_issuer(session: Session, address: str) -> BadgeIssuer | None:
    """The issuer of that address."""
    return session.scalar(select(BadgeIssuer).where(BadgeIssuer.address == address))


def list_withdrawn(session: Session, *, organisation_id: int) -> tuple[int, ...]:
    """The places in the status list of the organisation's withdrawn certificates."""
    query = select(CertificateRecord.id).where(
        CertificateRecord.organisation_id == organisation_id, CertificateRecord.withdrawn_at.is_not(None)
    )
    return tuple(session.scalars(query.order_by(CertificateRecord.id)))


def certificate_value(row: CertificateRecord) -> Certificate:
    """The certificate of a row."""
    withdrawal = None
    if row.withdrawn_at is not None:
        withdrawal = Withdrawal(row.withdrawn_at, row.withdrawal_reason or "")
    return Certificate(
        number=row.number,
        name=row.name,
        organisation=row.organisation,
        programme=row.programme,
        verified_at=row.verified_at,
        issued_at=row.issued_at,
        badge=row.badge,
        withdrawal=withdrawal,
    )
