"""Issuing a certificate with its badge, and withdrawing one: each one transaction, with a line in the audit trail."""

from __future__ import annotations

import secrets
from datetime import datetime

import jwt
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.certificate.badge_rules import Issuing, build_credential
from lti_app.certificate.facts_records import load_certificate_facts
from lti_app.certificate.number_rules import DRAWS, make_number
from lti_app.certificate.outcome_rules import BadName, Issued, IssueOutcome, NotYet
from lti_app.certificate.records import BadgeIssuer, CertificateRecord, find_certificate_row, find_numbered
from lti_app.certificate.rules import Certain
from lti_app.certificate.standing_rules import find_name_fault, read_name
from lti_app.cohort.day_rules import london_day
from lti_app.database import add_if_absent, transaction
from lti_app.launch.visit_rules import Visit
from lti_app.lti.keys import load_key
from lti_app.organisation.records import Organisation, find_signing_key
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import add_trail_line
from lti_app.programme.model import Programme


def issue_certificate(
    *, visit: Visit, programme: Programme, name: str, public_url: str, now: datetime
) -> IssueOutcome:
    """The person's certificate, issued now with the name that they confirmed, or the one that they have already.

    What was issued is frozen: later work, another name or a verification that is voided changes nothing in it.
    `public_url` is where the service's public pages are.
    """
    name = read_name(name)
    with transaction() as session:
        lock_person(session, visit.person_id)
        standing = find_certificate_row(session, person_id=visit.person_id)
        if standing is not None:
            return Issued(standing.number, is_new=False)
        facts = load_certificate_facts(
            session, programme=programme, person_id=visit.person_id, cohort_id=visit.cohort_id, now=now
        )
        decision = facts.decide(programme)
        if not isinstance(decision, Certain):
            return NotYet()
        fault = find_name_fault(name)
        if fault is not None:
            return BadName(name, fault)
        row = _make_row(session, visit, programme, name, decision.verified_at, now)
        _sign(session, row, public_url, now)
        add_trail_line(
            session,
            organisation_id=visit.organisation_id,
            deed=Deed.CERTIFICATE_ISSUED,
            subject=row.number,
            person_id=visit.person_id,
            by_person_id=visit.person_id,
            now=now,
        )
        return Issued(row.number, is_new=True)


def withdraw_certificate(
    number: str, *, organisation_id: int, administrator_id: int, reason: str, now: datetime
) -> bool:
    """Whether the organisation has a certificate of that number, which is withdrawn now, or was before.

    The first withdrawal stands, with its reason.
    """
    with transaction() as session:
        row = find_numbered(session, number, locks=True)
        if row is None or row.organisation_id != organisation_id:
            return False
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by_id = now, administrator_id
            row.withdrawal_reason = reason.strip()
            add_trail_line(
                session,
                organisation_id=organisation_id,
                deed=Deed.CERTIFICATE_WITHDRAWN,
                subject=number,
                person_id=row.person_id,
                by_administrator_id=administrator_id,
                reason=reason.strip(),
                now=now,
            )
        return True


def _make_row(
    session: Session, visit: Visit, programme: Programme, name: str, verified_at: datetime, now: datetime
) -> CertificateRecord:
    row = CertificateRecord(
        organisation_id=visit.organisation_id,
        person_id=visit.person_id,
        number=_draw_number(session, year=london_day(now).year),
        name=name,
        organisation=session.get_one(Organisation, visit.organisation_id).name,
        programme=programme.title,
        verified_at=verified_at,
        issued_at=now,
        badge="",
        key_id="",
        public_jwk="",
    )
    session.add(row)
    session.flush()
    return row


def _draw_number(session: Session, *, year: int) -> str:
    """A number that nobody has; every seventh draw has no check character."""
    while True:
        number = make_number(year=year, draw=secrets.randbelow(DRAWS))
        if number is not None and find_numbered(session, number) is None:
            return number


def _sign(session: Session, row: CertificateRecord, public_url: str, now: datetime) -> None:
    """Put the signed badge on the row, and the key that it can be checked with for as long as it is there."""
    key = find_signing_key(session, row.organisation_id, now=now)
    if key is None:
        raise LookupError(f"organisation {row.organisation_id} has no signing key")
    unique = {"organisation_id": row.organisation_id, "address": secrets.token_urlsafe(12), "made_at": now}
    issuer = add_if_absent(session, BadgeIssuer, unique=("organisation_id",), values=unique)
    issuing = Issuing(f"{public_url}/certificates/issuers/{issuer.address}", row.organisation, row.programme)
    claims = build_credential(
        issuing,
        verification_address=f"{public_url}/certificates/{row.number}",
        name=row.name,
        place=row.id,
        issued_at=row.issued_at,
    )
    row.key_id, row.public_jwk = key.kid, key.public_jwk
    row.badge = jwt.encode(
        claims,
        load_key(key.private_pem),
        algorithm="RS256",
        headers={"kid": issuing.key_address(key.kid), "typ": "vc+jwt"},
    )
