"""The one look-up of a launch's deployment, cohort, person, membership and placement, and whether it changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

from lti_app.cohort import settling_records as cohort_settling
from lti_app.cohort.name_rules import write_names
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import decide_standing_role
from lti_app.launch.admission_rules import decide_launch_role, find_activity_key
from lti_app.lti.claims import LaunchClaims
from lti_app.organisation.records import Deployment, DeploymentState
from lti_app.placement import settling_records as placement_settling
from lti_app.placement.grading_rules import read_grading
from lti_app.placement.records import Placement
from lti_app.statements import Statement, Way


@dataclass(slots=True)
class Found:
    """What is known already of a launch's deployment, cohort, person, membership and placement."""

    deployment: Deployment
    cohort: Cohort | None
    person: Person | None
    membership: Membership | None
    placement: Placement | None


_KNOWN = (
    select(Deployment, Cohort, Person, Membership, Placement)
    .outerjoin(
        Cohort,
        and_(
            Cohort.organisation_id == Deployment.organisation_id,
            Cohort.issuer == bindparam("issuer"),
            Cohort.context_id == bindparam("context_id"),
        ),
    )
    .outerjoin(
        Person,
        and_(
            Person.organisation_id == Deployment.organisation_id,
            Person.issuer == bindparam("issuer"),
            Person.subject == bindparam("subject"),
        ),
    )
    .outerjoin(Membership, and_(Membership.cohort_id == Cohort.id, Membership.person_id == Person.id))
    .outerjoin(
        Placement,
        and_(
            Placement.cohort_id == Cohort.id,
            Placement.deployment_row_id == Deployment.id,
            Placement.resource_link_id == bindparam("resource_link_id"),
        ),
    )
    .where(
        Deployment.platform_id == bindparam("platform_id"),
        Deployment.deployment_id == bindparam("deployment_id"),
    )
)
"""Built once, since building it costs more than sending it."""


_COMPARED = {
    Deployment: ("id", "organisation_id", "state"),
    Cohort: (
        "id", "title", "line_items_url", "line_items_scopes", "line_items_platform_id",
        "memberships_url", "memberships_platform_id", "context_history",
    ),
    Person: ("id", "names"),
    Membership: ("role", "launched_at", "left_at", "last_seen_at"),
    Placement: (
        "id", "activity_key", "grading_in_link", "line_item_url", "link_history", "last_launched_at",
    ),
}  # fmt: skip
_ROWS = Statement(
    _KNOWN.with_only_columns(
        *(
            table.__table__.c[name].label(f"{table.__name__.lower()}_{name}")
            for table, names in _COMPARED.items()
            for name in names
        ),
        maintain_column_froms=True,
    )
)
"""The same look-up, of what a launch is compared with alone: no record is loaded that nothing is written to."""


def find_known(session: Session, claims: LaunchClaims, *, platform_id: int) -> Found | None:
    """Everything that is known, by one query; None where the deployment itself is unknown."""
    row = session.execute(_KNOWN, _name(claims, platform_id)).one_or_none()
    return None if row is None else Found(*row)


def find_as_told(
    connection: Way, claims: LaunchClaims, *, platform_id: int, now: datetime
) -> Row[Any] | None:
    """What is known, where all of it is and the launch tells nothing new; None where anything is to be written.

    `…_id` of each record, `deployment_organisation_id`, `cohort_title` and `placement_activity_key` are in it.
    """
    known = _ROWS.row(connection, **_name(claims, platform_id))
    if known is None or None in (known.cohort_id, known.person_id, known.membership_role, known.placement_id):
        return None
    told = (
        known.deployment_state is DeploymentState.APPROVED
        and _is_cohort_as_told(known, claims, platform_id)
        and _is_person_as_told(known, claims, now)
        and _is_placement_as_told(known, claims, now)
    )
    return known if told else None


def _name(claims: LaunchClaims, platform_id: int) -> dict[str, Any]:
    return {
        "platform_id": platform_id,
        "issuer": claims.issuer,
        "deployment_id": claims.deployment_id,
        "subject": claims.subject,
        "context_id": claims.context.id if claims.context else "",
        # Without a link this is NULL, which no placement's is.
        "resource_link_id": claims.resource_link.id if claims.resource_link else None,
    }


def _is_cohort_as_told(known: Row[Any], claims: LaunchClaims, platform_id: int) -> bool:
    context, service = claims.context, claims.grade_service
    title = (context.title or context.label) if context else None
    history = ",".join(context.history) if context else ""
    if title and known.cohort_title != title[:400]:
        return False
    if history and known.cohort_context_history != history:
        return False
    if service and service.line_items:
        told = (service.line_items, " ".join(sorted(service.scopes)), platform_id)
        if told != (
            known.cohort_line_items_url,
            known.cohort_line_items_scopes,
            known.cohort_line_items_platform_id,
        ):
            return False
    roster = (claims.memberships_url, platform_id)
    return not claims.memberships_url or roster == (
        known.cohort_memberships_url,
        known.cohort_memberships_platform_id,
    )


def _is_person_as_told(known: Row[Any], claims: LaunchClaims, now: datetime) -> bool:
    role = decide_standing_role(standing=known.membership_role, launched=decide_launch_role(claims))
    return bool(
        known.person_names == write_names(claims.names)
        and known.membership_role is role
        and known.membership_launched_at is not None
        and known.membership_left_at is None
        and now - known.membership_last_seen_at < cohort_settling.SEEN_STEP
    )


def _is_placement_as_told(known: Row[Any], claims: LaunchClaims, now: datetime) -> bool:
    link, service = claims.resource_link, claims.grade_service
    told = (
        (service.line_item if service else None, known.placement_line_item_url),
        (find_activity_key(claims), known.placement_activity_key),
        (",".join(link.history) if link else None, known.placement_link_history),
    )
    return (
        all(new in {None, "", kept} for new, kept in told)
        and known.placement_grading_in_link is read_grading(claims.find_custom("grading"))
        and known.placement_last_launched_at is not None
        and now - known.placement_last_launched_at < placement_settling.SEEN_STEP
    )
