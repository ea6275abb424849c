"""Logins that wait for their launch, visits, tickets for a new window, and the launch log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.cohort.role_rules import Role
from lti_app.database import Base, Instant, closed_set
from lti_app.launch.visit_rules import LaunchOutcome, VisitKind
from lti_app.secret_text import KeptSecretText, SecretText


class Login(Base):
    """A login begun, and whether its launch has come. State, nonce, browser and proof are kept as SHA-256 digests.

    `proof_digest` is there where the LMS's storage holds the proof, in the frame that `storage_target` names.
    """

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_digest: Mapped[str] = mapped_column(String(64), unique=True)
    nonce_digest: Mapped[str] = mapped_column(String(64))
    browser_digest: Mapped[str] = mapped_column(String(64))
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id", ondelete="CASCADE"))
    deployment_id: Mapped[str | None] = mapped_column(String(255))
    target_link_uri: Mapped[str] = mapped_column(Text)
    storage_target: Mapped[str | None] = mapped_column(String(255))
    proof_digest: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class VisitRecord(Base):
    """One launch's stay. Good only together with the browser whose digest it carries."""

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[VisitKind] = mapped_column(closed_set(VisitKind))
    role: Mapped[Role] = mapped_column(closed_set(Role))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    deployment_row_id: Mapped[int] = mapped_column(ForeignKey("deployments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id"))
    activity_key: Mapped[str | None] = mapped_column(String(64))
    presentation: Mapped[str] = mapped_column(KeptSecretText)
    login_digest: Mapped[str] = mapped_column(String(64), index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)


class Ticket(Base):
    """A verified launch whose browser kept no cookie: one new window may turn it into a visit, once, soon."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    proof_digest: Mapped[str | None] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(16))
    admission: Mapped[str] = mapped_column(SecretText)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class LaunchLogLine(Base):
    """One attempt to launch: never a token, never a name."""

    __tablename__ = "launch_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    outcome: Mapped[LaunchOutcome] = mapped_column(closed_set(LaunchOutcome))
    reasons: Mapped[str] = mapped_column(Text)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id", ondelete="SET NULL"))
    message_type: Mapped[str | None] = mapped_column(String(64))
    milliseconds: Mapped[int]
