"""The administrator's pages about certificates: which there are, and withdrawing one with a reason."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.certificate.actions import withdraw_certificate
from lti_app.certificate.listing_reads import find_withdrawing_page, get_certificates_page
from lti_app.certificate.standing_rules import find_reason_fault
from lti_app.clock import utc_now
from lti_app.errors import NotHere
from lti_app.web import entry

pages = Blueprint("certificates", __name__)
log = structlog.get_logger(__name__)


@pages.get("/a/<visit_id>/certificates")
@entry.administrator
def show_certificates(visit: AdministratorVisit) -> str:
    """The organisation's certificates."""
    page = get_certificates_page(visit.organisation_id, wanted=request.args.get("wanted", ""))
    return render_template("certificate/certificates.html", page=page, admin=visit)


@pages.get("/a/<visit_id>/certificates/<number>/withdraw")
@entry.administrator
def show_withdrawing(visit: AdministratorVisit, number: str) -> str:
    """Ask for the reason why a certificate is withdrawn."""
    return _show(visit, number)


@pages.post("/a/<visit_id>/certificates/<number>/withdraw")
@entry.administrator
def withdraw(visit: AdministratorVisit, number: str) -> ResponseReturnValue:
    """Withdraw the certificate."""
    reason = request.form.get("reason", "")
    fault = find_reason_fault(reason)
    if fault is not None:
        return _show(visit, number, reason, fault), 422
    if not withdraw_certificate(
        number,
        organisation_id=visit.organisation_id,
        administrator_id=visit.administrator_id,
        reason=reason,
        now=utc_now(),
    ):
        raise NotHere("no such certificate in this organisation")
    log.info("certificate withdrawn", number=number, administrator_id=visit.administrator_id)
    return redirect(url_for("certificates.show_certificates", visit_id=visit.id), code=303)


def _show(visit: AdministratorVisit, number: str, reason: str = "", fault: str | None = None) -> str:
    page = find_withdrawing_page(number, organisation_id=visit.organisation_id, reason=reason, fault=fault)
    if page is None:
        raise NotHere("no such certificate in this organisation")
    return render_template("certificate/withdraw.html", page=page, admin=visit)
