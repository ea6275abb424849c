"""Admitting a person whose launch has been verified: one transaction from claims to an open visit, or a ticket."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.queueing_records import queue_joined
from lti_app.cohort.name_rules import write_names
from lti_app.cohort.records import Cohort
from lti_app.cohort.role_rules import Role
from lti_app.cohort.settling_records import (
    settle_cohort,
    settle_history,
    settle_line_items,
    settle_membership,
    settle_memberships_url,
    settle_person,
)
from lti_app.database import transaction
from lti_app.launch.actions import add_visit
from lti_app.launch.admission_rules import (
    Admission,
    Admitted,
    Door,
    NotApproved,
    decide_kind,
    decide_launch_role,
    find_activity_key,
    write_presentation,
)
from lti_app.launch.known_reads import Found, find_known
from lti_app.launch.log_actions import close_log_line
from lti_app.launch.placing_actions import hold_joining, place_link, queue_placed
from lti_app.launch.ticket_actions import add_ticket
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.claims import LaunchClaims
from lti_app.organisation.records import DeploymentState
from lti_app.programme.model import Programme


def admit(claims: LaunchClaims, *, door: Door, programme: Programme, now: datetime) -> Admitted | NotApproved:
    """Let the person in: cohort, person, membership and placement are found or made, and a visit or ticket opens.

    A placement or line item seen for the first time gets its cohort's standing scores queued; who comes, their own.
    """
    with transaction() as session:
        found = find_known(session, claims, platform_id=door.platform_id)
        if found is None or found.deployment.state is not DeploymentState.APPROVED:
            return NotApproved(known=found is not None)
        role = decide_launch_role(claims)
        joins = hold_joining(session, found, role)
        cohort = _settle_cohort(session, found, claims, now=now)
        person_id = _settle_person(session, found, claims, cohort_id=cohort.id, role=role, now=now)
        placed = place_link(session, found, cohort, claims, programme, now=now)
        placement = placed.placement if placed else None
        queued = queue_placed(session, placed, programme, now=now)
        if joins:
            queued |= bool(
                queue_joined(session, programme=programme, cohort_id=cohort.id, person_id=person_id, now=now)
            )
        admission = Admission(
            kind=decide_kind(claims),
            role=role,
            organisation_id=found.deployment.organisation_id,
            deployment_row_id=found.deployment.id,
            person_id=person_id,
            cohort_id=cohort.id,
            placement_id=placement.id if placement else None,
            activity_key=placement.activity_key if placement else find_activity_key(claims),
            presentation=write_presentation(claims),
        )
        visit_id, ticket = _open(session, admission, door, now=now)
        return Admitted(
            admission=admission,
            visit_id=visit_id,
            ticket=ticket,
            person_name=claims.names.full or "",
            cohort_title=cohort.title,
            queued_for=found.deployment.platform_id if queued else None,
        )


def _settle_person(
    session: Session, found: Found, claims: LaunchClaims, *, cohort_id: int, role: Role, now: datetime
) -> int:
    person = settle_person(
        session,
        found.person,
        organisation_id=found.deployment.organisation_id,
        issuer=claims.issuer,
        subject=claims.subject,
        names=write_names(claims.names),
        now=now,
    )
    settle_membership(session, found.membership, cohort_id=cohort_id, person_id=person.id, role=role, now=now)
    return person.id


def _open(
    session: Session, admission: Admission, door: Door, *, now: datetime
) -> tuple[str | None, str | None]:
    if admission.role is Role.NONE:
        outcome, reasons = LaunchOutcome.REFUSED, "no role in the course"
    else:
        outcome, reasons = LaunchOutcome.ADMITTED if door.browser_secret else LaunchOutcome.TICKET, ""
    ticket = None
    visit_id = None
    if outcome is LaunchOutcome.TICKET:
        ticket = add_ticket(
            session,
            admission,
            reference=door.reference,
            proof_digest=door.proof_digest,
            lifetime=door.ticket_lifetime,
            now=now,
        )
    elif outcome is LaunchOutcome.ADMITTED and door.browser_secret:
        visit_id = add_visit(
            session.connection(),
            admission,
            browser_secret=door.browser_secret,
            login_digest=door.state_digest,
            lifetime=door.visit_lifetime,
            now=now,
        )
    close_log_line(
        session.connection(),
        door.reference,
        outcome=outcome,
        reasons=reasons,
        milliseconds=round(door.stopwatch()),
    )
    return visit_id, ticket


def _settle_cohort(session: Session, found: Found, claims: LaunchClaims, *, now: datetime) -> Cohort:
    context = claims.context
    cohort = settle_cohort(
        session,
        found.cohort,
        organisation_id=found.deployment.organisation_id,
        issuer=claims.issuer,
        context_id=context.id if context else "",
        title=(context.title or context.label) if context else None,
        now=now,
    )
    service = claims.grade_service
    if service and service.line_items:
        settle_line_items(
            cohort,
            address=service.line_items,
            scopes=service.scopes,
            platform_id=found.deployment.platform_id,
        )
    if claims.memberships_url:
        settle_memberships_url(
            cohort, address=claims.memberships_url, platform_id=found.deployment.platform_id
        )
    if context and context.history:
        settle_history(session, cohort, history=context.history)
    return cohort
