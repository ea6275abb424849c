"""Who has been named whose line manager, and which domains an organisation's own mail has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.secret_text import SecretText
from lti_app.sign_off.naming_rules import NamingState


class LineManagerRecord(Base):
    """A participant's line manager as named, from proposal to end; at most one is confirmed at a time.

    `address_digest` is keyed (naming_rules): one desk holds all who have the same line manager in an organisation.
    `reason` says why an address outside the organisation's domains is trusted. `confirmed_by` is the name of the
    trainer or administrator as it was on that day, which a verification keeps.
    """

    __tablename__ = "line_managers"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    state: Mapped[NamingState] = mapped_column(closed_set(NamingState))
    name: Mapped[str] = mapped_column(SecretText)
    post: Mapped[str] = mapped_column(SecretText)
    address: Mapped[str] = mapped_column(SecretText)
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    reason: Mapped[str | None] = mapped_column(SecretText)
    named_at: Mapped[datetime] = mapped_column(Instant)
    named_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_line_managers_named_by_id")
    )
    is_proposal: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_line_managers_confirmed_by_id")
    )
    confirmed_by: Mapped[str | None] = mapped_column(SecretText)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL", name="fk_line_managers_ended_by_id")
    )


class MailDomains(Base):
    """The domains that an organisation's own mail has, one a line; an organisation without a row has named none."""

    __tablename__ = "mail_domains"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    domains: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(Instant)


def find_naming(session: Session, *, person_id: int, state: NamingState) -> LineManagerRecord | None:
    """The line manager of that person who is in that state; the newest where there are several."""
    return session.scalar(
        select(LineManagerRecord)
        .where(LineManagerRecord.person_id == person_id, LineManagerRecord.state == state)
        .order_by(LineManagerRecord.id.desc())
        .limit(1)
    )


def list_namings(session: Session, *, person_id: int) -> list[LineManagerRecord]:
    """Everybody who was ever named for that person, newest first."""
    query = select(LineManagerRecord).where(LineManagerRecord.person_id == person_id)
    return list(session.scalars(query.order_by(LineManagerRecord.id.desc())))


def list_mail_domains(session: Session, organisation_id: int) -> tuple[str, ...]:
    """The organisation's own mail domains; empty where none has been named."""
    found = session.get(MailDomains, organisation_id)
    return tuple(found.domains.split()) if found is not None else ()
