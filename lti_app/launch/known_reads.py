"""The one look-up with which a launch finds its deployment, cohort, person, membership and placement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.organisation.records import Deployment
from lti_app.placement.records import Placement


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


def find_known(
    session: Session,
    *,
    platform_id: int,
    issuer: str,
    deployment_id: str,
    subject: str,
    context_id: str,
    resource_link_id: str | None,
) -> Found | None:
    """Everything that is known, by one query; None where the deployment itself is unknown."""
    named = {
        "platform_id": platform_id,
        "issuer": issuer,
        "deployment_id": deployment_id,
        "subject": subject,
        "context_id": context_id,
        # Without a link this is NULL, which no placement's is.
        "resource_link_id": resource_link_id,
    }
    row = session.execute(_KNOWN, named).one_or_none()
    return None if row is None else Found(*row)
