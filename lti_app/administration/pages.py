"""The administrator's pages: learning sites and their deployments, the launch log, and who administers."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.administration import actions
from lti_app.administration.connection_reads import find_decision_page, get_connections_page
from lti_app.administration.log_reads import get_log_page
from lti_app.administration.reads import get_people_page
from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.errors import NotHere
from lti_app.organisation.deployment_actions import approve_deployment, turn_deployment_off
from lti_app.web import entry
from lti_app.web.current import get_settings

pages = Blueprint("administration", __name__)
log = structlog.get_logger(__name__)
DECISIONS = {"approve": approve_deployment, "off": turn_deployment_off}


@pages.get("/a/<visit_id>/sites")
@entry.administrator
def show_connections(visit: AdministratorVisit) -> ResponseReturnValue:
    """The organisation's learning sites, and what each lacks."""
    page = get_connections_page(visit.organisation_id)
    return render_template("administration/connections.html", page=page, admin=visit, settings=get_settings())


@pages.get("/a/<visit_id>/deployments/<int:deployment_row_id>/<any(approve, off):decision>")
@entry.administrator
def show_decision(visit: AdministratorVisit, deployment_row_id: int, decision: str) -> ResponseReturnValue:
    """Ask whether the deployment is really to be approved, or turned off."""
    page = find_decision_page(
        deployment_row_id, organisation_id=visit.organisation_id, approve=decision == "approve"
    )
    if page is None:
        raise NotHere("no such deployment in this organisation")
    return render_template("administration/decision.html", page=page, admin=visit)


@pages.post("/a/<visit_id>/deployments/<int:deployment_row_id>/<any(approve, off):decision>")
@entry.administrator
def decide_deployment(
    visit: AdministratorVisit, deployment_row_id: int, decision: str
) -> ResponseReturnValue:
    """Approve the deployment, or turn it off."""
    decide = DECISIONS[decision]
    if not decide(deployment_row_id, organisation_id=visit.organisation_id, now=utc_now()):
        raise NotHere("no such deployment in this organisation")
    log.info(
        "deployment decided",
        decision=decision,
        deployment_row_id=deployment_row_id,
        administrator_id=visit.administrator_id,
    )
    return redirect(url_for("administration.show_connections", visit_id=visit.id), code=303)


@pages.get("/a/<visit_id>/launches")
@entry.administrator
def show_launches(visit: AdministratorVisit) -> ResponseReturnValue:
    """The launch log, or the attempt of one reference."""
    page = get_log_page(
        visit.organisation_id,
        wanted=request.args.get("reference", ""),
        refused_only=request.args.get("show") == "refused",
    )
    return render_template("administration/launches.html", page=page, admin=visit)


@pages.get("/a/<visit_id>/people")
@entry.administrator
def show_people(visit: AdministratorVisit) -> ResponseReturnValue:
    """Who administers the organisation, and who asks to."""
    page = get_people_page(visit.organisation_id, now=utc_now())
    return render_template("administration/people.html", page=page, admin=visit)


@pages.post("/a/<visit_id>/people/invite")
@entry.administrator
def invite(visit: AdministratorVisit) -> ResponseReturnValue:
    """Make an invitation and show its link, this once."""
    now = utc_now()
    lifetime = get_settings().invitation_lifetime
    secret = actions.add_invitation(
        visit.organisation_id, made_by_id=visit.administrator_id, lifetime=lifetime, now=now
    )
    link = get_settings().public_url + url_for("invitation.show_invitation", secret=secret)
    page = get_people_page(visit.organisation_id, now=now)
    return render_template(
        "administration/people.html", page=page, admin=visit, link=link, good_until=now + lifetime
    )


@pages.post("/a/<visit_id>/people/requests/<int:request_id>/<any(approve, me, decline):decision>")
@entry.administrator
def decide_request(visit: AdministratorVisit, request_id: int, decision: str) -> ResponseReturnValue:
    """Approve somebody who asked, say that it was oneself, or decline."""
    if decision == "decline":
        done = actions.decline_request(request_id, organisation_id=visit.organisation_id)
    else:
        done = actions.approve_request(
            request_id,
            organisation_id=visit.organisation_id,
            made_by_id=visit.administrator_id,
            is_me=decision == "me",
            now=utc_now(),
        )
    if not done:
        raise NotHere("no such request in this organisation")
    log.info("request decided", decision=decision, administrator_id=visit.administrator_id)
    return redirect(url_for("administration.show_people", visit_id=visit.id), code=303)


@pages.post("/a/<visit_id>/people/<int:administrator_id>/end")
@entry.administrator
def end_administrator(visit: AdministratorVisit, administrator_id: int) -> ResponseReturnValue:
    """End another administrator's rights; one's own can be ended by another only, so that one stays."""
    own = administrator_id == visit.administrator_id
    if own or not actions.end_administrator(
        administrator_id, organisation_id=visit.organisation_id, now=utc_now()
    ):
        raise NotHere("no other administrator of that number in this organisation")
    log.info("administrator ended", ended_id=administrator_id, administrator_id=visit.administrator_id)
    return redirect(url_for("administration.show_people", visit_id=visit.id), code=303)


@pages.post("/a/<visit_id>/sign-out")
@entry.administrator
def sign_out(visit: AdministratorVisit) -> ResponseReturnValue:
    """End this visit."""
    actions.end_visit(visit.id)
    return render_template("administration/signed_out.html")
