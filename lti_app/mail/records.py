"""The outbox of mails: what is to be sent to whom, sealed, and after sending only that it was."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.mail.address_rules import is_mail_address, is_one_line
from lti_app.mail.delivery_rules import MailState
from lti_app.secret_text import SecretText


class Mail(Base):
    """One mail to one address. Address, subject, text and way out are cleared once it is sent or given up.

    `reference` stands in its Message-ID and never changes, so that a mail sent twice can be seen to be one. `why` is
    what the last try met with.
    """

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    address: Mapped[str | None] = mapped_column(SecretText)
    subject: Mapped[str | None] = mapped_column(SecretText)
    text: Mapped[str | None] = mapped_column(SecretText)
    unsubscribe_url: Mapped[str | None] = mapped_column(SecretText)
    state: Mapped[MailState] = mapped_column(closed_set(MailState))
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    why: Mapped[str | None] = mapped_column(Text)


def queue_mail(
    session: Session,
    *,
    organisation_id: int,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    unsubscribe_url: str | None = None,
) -> int:
    """The number of the mail that is now in the outbox, once the caller's transaction is kept.

    `text` is plain text with its own line ends. Call `jobs.wake_mail()` after the commit, and only where
    `settings.can_mail`. Raises ValueError where `to` is not one plain address or `subject` not one line: whoever
    takes them from a person asks `address_rules` first.
    """
    if not is_mail_address(to):
        raise ValueError("not one plain mail address")
    if not is_one_line(subject):
        raise ValueError("a subject is one line of text")
    if unsubscribe_url is not None and (
        not unsubscribe_url.isprintable() or set(unsubscribe_url) & set("<> ")
    ):
        raise ValueError("not an address for a mail's head")
    mail = Mail(
        organisation_id=organisation_id,
        reference=secrets.token_hex(16),
        address=to,
        subject=subject,
        text=text,
        unsubscribe_url=unsubscribe_url,
        state=MailState.WAITING,
        queued_at=now,
        due_at=now,
    )
    session.add(mail)
    session.flush()
    return mail.id
