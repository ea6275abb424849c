"""One look-up and the few inserts with which a launch finds or makes its cohort, person, membership and placement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, null, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.database import Base
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
    placed = and_(
        Placement.cohort_id == Cohort.id,
        Placement.deployment_row_id == Deployment.id,
        Placement.resource_link_id == resource_link_id if resource_link_id else null().is_not(None),
    )
    query = (
        select(Deployment, Cohort, Person, Membership, Placement)
        .outerjoin(
            Cohort,
            and_(
                Cohort.organisation_id == Deployment.organisation_id,
                Cohort.issuer == issuer,
                Cohort.context_id == context_id,
            ),
        )
        .outerjoin(
            Person,
            and_(
                Person.organisation_id == Deployment.organisation_id,
                Person.issuer == issuer,
                Person.subject == subject,
            ),
        )
        .outerjoin(Membership, and_(Membership.cohort_id == Cohort.id, Membership.person_id == Person.id))
        .outerjoin(Placement, placed)
        .where(Deployment.platform_id == platform_id, Deployment.deployment_id == deployment_id)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Found(*row)


def add_if_absent(session: Session, table: type[Base], *, unique: tuple[str, ...], values: dict[str, Any]) -> Any:
    """The row of `table` with these unique values, made now unless another launch has just made it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing(index_elements=list(unique)))
    return session.scalars(select(table).where(*(getattr(table, name) == values[name] for name in unique))).one()


def add_person(
    session: Session, *, organisation_id: int, issuer: str, subject: str, names: str, now: datetime
) -> Person:
    """The person, made now."""
    person: Person = add_if_absent(
        session,
        Person,
        unique=("organisation_id", "issuer", "subject"),
        values={
            "organisation_id": organisation_id,
            "issuer": issuer,
            "subject": subject,
            "names": names,
            "created_at": now,
        },
    )
    return person
