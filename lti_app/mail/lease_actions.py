"""Taking due mails to send, recording what became of each, and clearing away the oldest of those that are over."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lti_app.database import transaction
from lti_app.mail.delivery_rules import Fate, GivenUp, Later, LeasedMail, MailState, Taken
from lti_app.mail.records import Mail


def lease_mails(*, batch: int, lease: timedelta, now: datetime) -> tuple[LeasedMail, ...]:
    """Mails that are due, oldest first, now the caller's alone until the lease ends; () where there are none."""
    ours = secrets.token_hex(16)
    with transaction() as session:
        rows = session.scalars(
            select(Mail)
            .where(
                Mail.state == MailState.WAITING,
                Mail.due_at <= now,
                or_(Mail.lease.is_(None), Mail.leased_until <= now),
            )
            .order_by(Mail.due_at, Mail.id)
            .limit(batch)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.lease, row.leased_until, row.attempts = ours, now + lease, row.attempts + 1
        return tuple(_leased(row, ours) for row in rows)


def record_mail(mail: LeasedMail, fate: Fate, *, now: datetime) -> bool:
    """Whether the mail was still this lease's, so that what became of it is now recorded."""
    values: dict[str, Any] = {"lease": None, "leased_until": None}
    match fate:
        case Taken():
            values |= {"state": MailState.SENT, "settled_at": now, "why": None, **_CLEARED}
        case GivenUp(why):
            values |= {"state": MailState.FAILED, "settled_at": now, "why": why.value, **_CLEARED}
        case Later(due_at, why):
            values |= {"due_at": due_at, "why": why.value}
    with transaction() as session:
        return _change(session, mail, values)


def give_back_mail(mail: LeasedMail) -> None:
    """Let go of a mail that was not tried after all."""
    with transaction() as session:
        _change(session, mail, {"lease": None, "leased_until": None, "attempts": mail.attempt - 1})


def clear_old_mails(*, now: datetime, kept: timedelta) -> None:
    """Drop the lines of mails that have been over for longer than `kept`."""
    with transaction() as session:
        session.execute(delete(Mail).where(Mail.settled_at < now - kept))


_CLEARED: dict[str, Any] = {"address": None, "subject": None, "text": None, "unsubscribe_url": None}


def _leased(row: Mail, lease: str) -> LeasedMail:
    return LeasedMail(
        id=row.id,
        lease=lease,
        reference=row.reference,
        to=row.address or "",
        subject=row.subject or "",
        text=row.text or "",
        unsubscribe_url=row.unsubscribe_url,
        attempt=row.attempts,
        queued_at=row.queued_at,
    )


def _change(session: Session, mail: LeasedMail, values: dict[str, Any]) -> bool:
    changed = session.execute(update(Mail).where(Mail.id == mail.id, Mail.lease == mail.lease).values(values))
    return bool(changed.rowcount)  # type: ignore[attr-defined]
