"""The participant's certificate: what is missing for it, issuing it, and what of it can be kept."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.certificate.actions import issue_certificate
from lti_app.certificate.outcome_rules import BadName, Issued, NotYet
from lti_app.certificate.reads import find_own_certificate, get_certificate_page
from lti_app.certificate.standing_rules import Certificate, read_name
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.documents.certificate_reads import typeset_certificate
from lti_app.documents.reads import list_unshown
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings

pages = Blueprint("certificate", __name__)
log = structlog.get_logger(__name__)


@pages.get("/v/<visit_id>/certificate")
@entry.visitor(Role.PARTICIPANT)
def show_certificate(visit: Visit) -> str:
    """What is missing, the form to issue the certificate, or the certificate."""
    return _show(visit)


@pages.post("/v/<visit_id>/certificate")
@entry.visitor(Role.PARTICIPANT)
def issue(visit: Visit) -> ResponseReturnValue:
    """Issue the certificate in the name that was confirmed."""
    name = read_name(request.form.get("name", ""))
    unshown = list_unshown(name)
    if unshown:
        letters = " ".join(unshown)
        return _show(visit, name, f"The certificate cannot show {letters}. Write your name without"), 422
    outcome = issue_certificate(
        visit=visit,
        programme=get_programme(),
        name=name,
        public_url=get_settings().public_url,
        now=utc_now(),
    )
    match outcome:
        case BadName(fault=fault):
            return _show(visit, name, fault), 422
        case Issued(number=number, is_new=True):
            log.info("certificate issued", number=number, person_id=visit.person_id)
        case Issued() | NotYet():
            pass
    return redirect(url_for("certificate.show_certificate", visit_id=visit.id), code=303)


@pages.get("/v/<visit_id>/certificate/certificate.pdf")
@entry.visitor(Role.PARTICIPANT)
def send_document(visit: Visit) -> Response:
    """The certificate as PDF."""
    certificate = _get_own(visit)
    document = typeset_certificate(certificate, address=_address_of(certificate))
    return _send(document, "application/pdf", f"certificate-{certificate.number}.pdf")


@pages.get("/v/<visit_id>/certificate/badge.jwt")
@entry.visitor(Role.PARTICIPANT)
def send_badge(visit: Visit) -> Response:
    """The Open Badges 3.0 credential, signed."""
    certificate = _get_own(visit)
    return _send(certificate.badge.encode(), "application/vc+jwt", f"badge-{certificate.number}.jwt")


def _show(visit: Visit, name: str | None = None, fault: str | None = None) -> str:
    page = get_certificate_page(visit=visit, programme=get_programme(), now=utc_now(), name=name, fault=fault)
    held = getattr(page, "certificate", None)
    address = _address_of(held) if held is not None else ""
    return render_template("certificate/certificate.html", page=page, visit=visit, address=address)


def _get_own(visit: Visit) -> Certificate:
    certificate = find_own_certificate(visit)
    if certificate is None:
        raise NotHere("no certificate, or a withdrawn one")
    return certificate


def _address_of(certificate: Certificate) -> str:
    return get_settings().public_url + url_for("public_certificate.show_state", number=certificate.number)


def _send(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
