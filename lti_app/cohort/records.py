"""People, cohorts, and who is what in which cohort."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import CopyOffer, RosterState, Standing
from lti_app.database import Base, Instant, closed_set
from lti_app.secret_text import KeptSecretText, SecretText


class Person(Base):
    """A person: organisation, issuer and subject, and never an e-mail address. `names` is JSON, encrypted."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("organisation_id", "issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    names: Mapped[str] = mapped_column(KeptSecretText)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Cohort(Base):
    """The people of one course: organisation, issuer and the LMS's `context.id` ("" for launches from no course).

    `context_history` names the courses that this one was copied from, nearest first, as the LMS does; `copied_from_id`
    is the nearest of them that is known here.
    """

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
    memberships_url: Mapped[str | None] = mapped_column(Text)
    memberships_platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id"))
    context_history: Mapped[str] = mapped_column(Text, default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    copy_offer: Mapped[CopyOffer] = mapped_column(closed_set(CopyOffer), default=CopyOffer.NONE)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Membership(Base):
    """What a person is in a cohort.

    `launched_at` is when they first came here themselves; None for somebody known from the roster alone. `left_at` is
    when the roster no longer had them. `standing` is what a trainer has recorded, with its day and reason.
    """

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(closed_set(Role))
    first_seen_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    launched_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    standing: Mapped[Standing] = mapped_column(closed_set(Standing), default=Standing.TAKING_PART)
    standing_on: Mapped[date | None] = mapped_column(Date)
    standing_reason: Mapped[str | None] = mapped_column(SecretText)
    standing_set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Roster(Base):
    """How the last reading of a course's roster went. `differences_url` lists what has changed since it."""

    __tablename__ = "rosters"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), primary_key=True, autoincrement=False)
    state: Mapped[RosterState] = mapped_column(closed_set(RosterState))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    whole_at: Mapped[datetime | None] = mapped_column(Instant)
    differences_url: Mapped[str | None] = mapped_column(Text)
    joined: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(Text)


def hold_cohorts_of(session: Session, person_id: int, *, role: Role) -> list[Cohort]:
    """The cohorts in which the person takes part in that role, held until the transaction ends.

    Who has deferred or withdrawn earns nothing there any more, until a trainer says that they take part again.

    Whoever earns a score holds the cohort while it looks for placements; whoever adds a placement locks the cohort
    while it looks for scores. So neither can miss the other, and earners do not wait for one another. SQLite's
    writers go one at a time anyway.
    """
    query = (
        select(Cohort)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == role,
            Membership.standing == Standing.TAKING_PART,
        )
        .order_by(Cohort.id)
        .with_for_update(read=True, of=Cohort)
    )
    return list(session.scalars(query))


def lock_cohort(session: Session, cohort_id: int) -> None:
    """Wait for those who hold the cohort, and keep others from holding it until the transaction ends.

    Its key is left open (FOR NO KEY UPDATE): launches that have just written a row which points to the cohort would
    otherwise wait for one another.
    """
    session.execute(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update(key_share=True))
