"""The certificates of an organisation as its administrators see them: numbers, names and states, never texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from lti_app.certificate.records import CertificateRecord
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Person
from lti_app.database import read_only

MOST = 500


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """One certificate. `known_as` is the learning site's name for its holder where the certificate has another."""

    number: str
    person_id: int
    name: str
    known_as: str
    issued_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    """The newest certificates, or those that were looked for."""

    certificates: tuple[ListedCertificate, ...]
    wanted: str
    title: str = "Certificates"


@dataclass(frozen=True, slots=True)
class WithdrawingPage:
    """A certificate about to be withdrawn, and what is wrong with the reason that was given."""

    certificate: ListedCertificate
    reason: str = ""
    fault: str | None = None
    title: str = "Withdraw this certificate?"


def get_certificates_page(organisation_id: int, *, wanted: str) -> CertificatesPage:
    """The organisation's certificates, newest first, at most 500; `wanted` is part of a number, or a person's own."""
    wanted = wanted.strip()[:40]
    query = _SELECT.where(CertificateRecord.organisation_id == organisation_id)
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        query = query.where(CertificateRecord.person_id == int(wanted))
    elif wanted:
        query = query.where(CertificateRecord.number.contains(wanted.upper(), autoescape=True))
    query = query.order_by(CertificateRecord.issued_at.desc(), CertificateRecord.id.desc()).limit(MOST)
    with read_only() as session:
        return CertificatesPage(tuple(_list(row) for row in session.execute(query)), wanted)


def find_withdrawing_page(
    number: str, *, organisation_id: int, reason: str = "", fault: str | None = None
) -> WithdrawingPage | None:
    """The certificate of that number; None where the organisation has none."""
    query = _SELECT.where(
        CertificateRecord.organisation_id == organisation_id, CertificateRecord.number == number
    )
    with read_only() as session:
        row = session.execute(query).one_or_none()
        return WithdrawingPage(_list(row), reason, fault) if row is not None else None


_SELECT = select(CertificateRecord, Person.names).join(Person, Person.id == CertificateRecord.person_id)


def _list(row: Row[CertificateRecord, str]) -> ListedCertificate:
    certificate, names = row
    known_as = read_full_name(names)
    return ListedCertificate(
        number=certificate.number,
        person_id=certificate.person_id,
        name=certificate.name,
        known_as="" if known_as == certificate.name else known_as,
        issued_at=certificate.issued_at,
        withdrawn_at=certificate.withdrawn_at,
    )
