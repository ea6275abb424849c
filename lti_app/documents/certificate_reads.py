"""The certificate as a document: a PDF with its number, and a code that leads to the page where it is checked."""

from __future__ import annotations

import io

import segno

from lti_app.certificate.standing_rules import Certificate
from lti_app.cohort.day_rules import write_day
from lti_app.documents.reads import typeset


def typeset_certificate(certificate: Certificate, *, address: str) -> bytes:
    """The PDF/UA-1 of a certificate; `address` is its public page, printed, linked, and in the QR code."""
    return typeset(
        "certificate",
        values={
            "name": certificate.name,
            "programme": certificate.programme,
            "organisation": certificate.organisation,
            "number": certificate.number,
            "issued_on": write_day(certificate.issued_at),
            "verified_on": write_day(certificate.verified_at),
            "address": address,
            "code": draw_code(address),
        },
        now=certificate.issued_at,
    )


def draw_code(address: str) -> str:
    """The SVG of a QR code that leads to `address`; up to 15 % of it may be unreadable."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, xmldecl=False)
    return drawn.getvalue().decode()
