"""People, cohorts, and who is what in which cohort."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.role_rules import Role
from lti_app.database import Base, Instant, SecretText, closed_set


class Person(Base):
    """A person: organisation, issuer and subject, and never an e-mail address. `names` is JSON, encrypted."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("organisation_id", "issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    names: Mapped[str] = mapped_column(SecretText)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Cohort(Base):
    """The people of one course: organisation, issuer and the LMS's `context.id` ("" for launches from no course)."""

    __tablename__ = "cohorts"
    __table_args__ = (UniqueConstraint("organisation_id", "issuer", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    context_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(400))
    policy: Mapped[CohortPolicy] = mapped_column(closed_set(CohortPolicy), default=CohortPolicy.IN_ORDER)
    line_items_url: Mapped[str | None]
    line_items_scopes: Mapped[str] = mapped_column(default="")
    line_items_platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id"))
    line_items_listed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Membership(Base):
    """What a person is in a cohort."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(closed_set(Role))
    first_seen_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)


def list_cohorts_of(session: Session, person_id: int, *, role: Role) -> list[Cohort]:
    """The cohorts in which the person has that role."""
    query = select(Cohort).join(Membership, Membership.cohort_id == Cohort.id)
    return list(session.scalars(query.where(Membership.person_id == person_id, Membership.role == role)))
