"""The administrator's page of the organisation's own mail domains."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.sign_off.naming_actions import set_mail_domains
from lti_app.sign_off.naming_reads import get_mail_domains
from lti_app.sign_off.naming_rules import read_domains
from lti_app.web import entry

pages = Blueprint("sign_off_domain", __name__)


@pages.get("/a/<visit_id>/mail-domains")
@entry.administrator
def show_domains(visit: AdministratorVisit) -> ResponseReturnValue:
    """The organisation's own mail domains."""
    return _render(visit, "\n".join(get_mail_domains(visit.organisation_id)), ())


@pages.post("/a/<visit_id>/mail-domains")
@entry.administrator
def change_domains(visit: AdministratorVisit) -> ResponseReturnValue:
    """Keep the domains as typed."""
    typed = request.form.get("domains", "")
    domains, faults = read_domains(typed)
    if faults:
        return _render(visit, typed, faults), 422
    set_mail_domains(visit.organisation_id, domains, by_id=visit.administrator_id, now=utc_now())
    return redirect(url_for("sign_off_domain.show_domains", visit_id=visit.id, said="saved"), code=303)


def _render(visit: AdministratorVisit, typed: str, faults: tuple[tuple[str, str], ...]) -> str:
    return render_template(
        "sign_off/domains.html",
        admin=visit,
        typed=typed,
        faults=faults,
        said=request.args.get("said") == "saved",
    )
