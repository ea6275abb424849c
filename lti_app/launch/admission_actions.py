"""Admitting a person whose launch has been verified: one transaction from claims to an open visit, or a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress
from lti_app.activity.records import list_standing
from lti_app.activity.scoring_rules import score_progress
from lti_app.cohort.records import Cohort, CohortPolicy, Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.launch.actions import add_ticket, add_visit, close_log_line
from lti_app.launch.admission_records import Found, add_if_absent, add_person, find_known
from lti_app.launch.admission_rules import (
    Admission,
    decide_kind,
    decide_launch_role,
    decide_standing_role,
    write_names,
    write_presentation,
)
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.claims import LaunchClaims
from lti_app.organisation.records import Deployment, DeploymentState
from lti_app.placement.grading_rules import read_grading
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.score_delivery.records import queue_score, release_waiting

SEEN_STEP = timedelta(hours=1)
"""How stale "last seen" may get: a write for each launch would buy nothing."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The launch led to a visit (`visit_id`), or to a ticket where the browser brought no cookie.

    `queued_for` is the number of the registration whose gradebook has something to be told now, or None.
    """

    admission: Admission
    visit_id: str | None
    ticket: str | None
    cohort_title: str
    queued_for: int | None


@dataclass(frozen=True, slots=True)
class NotApproved:
    """The deployment is unknown (`known` False) or off."""

    known: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What the launch came with besides its claims. `browser_secret` is None where no cookie came back."""

    platform_id: int
    reference: str
    state_digest: str
    browser_secret: str | None
    visit_lifetime: timedelta
    ticket_lifetime: timedelta


def admit(claims: LaunchClaims, *, door: Door, programme: Programme, now: datetime) -> Admitted | NotApproved:
    """Let the person in: cohort, person, membership and placement are found or made, and a visit or ticket opens.

    A placement or line item that is seen for the first time gets every standing score of its cohort queued.
    """
    context_id = claims.context.id if claims.context else ""
    with transaction() as session:
        found = find_known(
            session,
            platform_id=door.platform_id,
            issuer=claims.issuer,
            deployment_id=claims.deployment_id,
            subject=claims.subject,
            context_id=context_id,
            resource_link_id=claims.resource_link.id if claims.resource_link else None,
        )
        if found is None or found.deployment.state is not DeploymentState.APPROVED:
            return NotApproved(known=found is not None)
        deployment = found.deployment
        cohort = _settle_cohort(session, found.cohort, claims, deployment, now=now)
        person_id = _settle_person(session, found, claims, now=now)
        role = decide_launch_role(claims)
        _settle_membership(session, found.membership, cohort.id, person_id, role, now=now)
        placement, newly_graded = _settle_placement(session, found.placement, cohort, claims, deployment, now=now)
        queued = newly_graded and _queue_standing(session, placement, deployment, programme, now=now)
        admission = Admission(
            kind=decide_kind(claims),
            role=role,
            organisation_id=deployment.organisation_id,
            deployment_row_id=deployment.id,
            person_id=person_id,
            cohort_id=cohort.id,
            placement_id=placement.id if placement else None,
            activity_key=placement.activity_key if placement else claims.find_custom("activity"),
            presentation=write_presentation(claims),
        )
        visit_id, ticket = _open(session, admission, door, now=now)
        return Admitted(
            admission=admission,
            visit_id=visit_id,
            ticket=ticket,
            cohort_title=cohort.title,
            queued_for=deployment.platform_id if queued else None,
        )


def _open(
    session: Session, admission: Admission, door: Door, *, now: datetime
) -> tuple[str | None, str | None]:
    if admission.role is Role.NONE:
        close_log_line(
            session, door.reference, outcome=LaunchOutcome.REFUSED, reasons="no role in the course", now=now
        )
        return None, None
    if door.browser_secret is None:
        close_log_line(session, door.reference, outcome=LaunchOutcome.TICKET, reasons="", now=now)
        return None, add_ticket(session, admission, lifetime=door.ticket_lifetime, now=now)
    close_log_line(session, door.reference, outcome=LaunchOutcome.ADMITTED, reasons="", now=now)
    visit_id = add_visit(
        session,
        admission,
        browser_secret=door.browser_secret,
        login_digest=door.state_digest,
        lifetime=door.visit_lifetime,
        now=now,
    )
    return visit_id, None


def _settle_cohort(
    session: Session, cohort: Cohort | None, claims: LaunchClaims, deployment: Deployment, *, now: datetime
) -> Cohort:
    context = claims.context
    title = (context.title or context.label if context else None) or "Your course"
    if cohort is None:
        cohort = add_if_absent(
            session,
            Cohort,
            unique=("organisation_id", "issuer", "context_id"),
            values={
                "organisation_id": deployment.organisation_id,
                "issuer": claims.issuer,
                "context_id": context.id if context else "",
                "title": title[:400],
                "policy": CohortPolicy.IN_ORDER,
                "line_items_scopes": "",
                "created_at": now,
            },
        )
    elif context and cohort.title != title[:400]:
        cohort.title = title[:400]
    service = claims.grade_service
    if service and service.line_items and cohort.line_items_url != service.line_items:
        cohort.line_items_url = service.line_items
        cohort.line_items_listed_at = None
    if service and service.line_items and cohort.line_items_scopes != " ".join(sorted(service.scopes)):
        cohort.line_items_scopes = " ".join(sorted(service.scopes))
    if service and service.line_items and cohort.line_items_platform_id != deployment.platform_id:
        cohort.line_items_platform_id = deployment.platform_id
    return cohort


def _settle_person(session: Session, found: Found, claims: LaunchClaims, *, now: datetime) -> int:
    names = write_names(claims)
    if found.person is None:
        person = add_person(
            session,
            organisation_id=found.deployment.organisation_id,
            issuer=claims.issuer,
            subject=claims.subject,
            names=names,
            now=now,
        )
        return person.id
    if found.person.names != names:
        found.person.names = names
    return found.person.id


def _settle_membership(
    session: Session, membership: Membership | None, cohort_id: int, person_id: int, role: Role, *, now: datetime
) -> None:
    if membership is None:
        membership = add_if_absent(
            session,
            Membership,
            unique=("cohort_id", "person_id"),
            values={
                "cohort_id": cohort_id,
                "person_id": person_id,
                "role": role,
                "first_seen_at": now,
                "last_seen_at": now,
            },
        )
    keeps = decide_standing_role(standing=membership.role, launched=role)
    if membership.role is not keeps:
        membership.role = keeps
    if now - membership.last_seen_at >= SEEN_STEP:
        membership.last_seen_at = now


def _settle_placement(
    session: Session,
    placement: Placement | None,
    cohort: Cohort,
    claims: LaunchClaims,
    deployment: Deployment,
    *,
    now: datetime,
) -> tuple[Placement | None, bool]:
    """The link's placement, and whether scores of its activity have a new place to go to."""
    link = claims.resource_link
    if link is None:
        return None, False
    line_item = claims.grade_service.line_item if claims.grade_service else None
    new = placement is None
    if placement is None:
        placement = add_if_absent(
            session,
            Placement,
            unique=("cohort_id", "deployment_row_id", "resource_link_id"),
            values={
                "cohort_id": cohort.id,
                "deployment_row_id": deployment.id,
                "resource_link_id": link.id,
                "title": (link.title or "")[:400],
                "scopes": "",
                "first_seen_at": now,
            },
        )
    gained = line_item is not None and placement.line_item_url != line_item
    if gained:
        placement.line_item_url = line_item
    key = claims.find_custom("activity")
    grading = read_grading(claims.find_custom("grading"))
    moved = key is not None and placement.activity_key != key
    if moved:
        placement.activity_key = key
    if placement.grading_in_link is not grading:
        placement.grading_in_link = grading
    if placement.last_launched_at is None or now - placement.last_launched_at >= SEEN_STEP:
        placement.last_launched_at = now
    return placement, new or gained or moved


def _queue_standing(
    session: Session, placement: Placement | None, deployment: Deployment, programme: Programme, *, now: datetime
) -> bool:
    """Queue what the cohort has earned already in a placement seen for the first time; whether it has a line item."""
    activity = programme.find_activity(placement.activity_key or "") if placement else None
    if placement is None or activity is None:
        return False
    release_waiting(session, placement_id=placement.id, now=now)
    keys = (activity.key, *activity.includes)
    for standing in list_standing(session, cohort_id=placement.cohort_id, activity_keys=keys):
        progress = judge_progress(programme=programme, activity=activity, done=standing.done)
        score = score_progress(grading=placement.grading, progress=progress)
        if score is not None:
            queue_score(
                session,
                placement=placement,
                person_id=standing.person_id,
                platform_id=deployment.platform_id,
                score=score,
                earned_at=standing.earned_at,
                now=now,
            )
    return placement.line_item_url is not None
