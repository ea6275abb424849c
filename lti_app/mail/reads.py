"""How the outbox of mails stands, for whoever runs the service: counts and reasons, nobody's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lti_app.database import read_only
from lti_app.mail.delivery_rules import MailState
from lti_app.mail.records import Mail


@dataclass(frozen=True, slots=True)
class MailCount:
    """How many mails of an organisation are in one state for one reason ("" for none), and since when the oldest."""

    organisation_id: int
    state: MailState
    why: str
    mails: int
    oldest_at: datetime


def count_mails() -> tuple[MailCount, ...]:
    """The outbox, counted; one query."""
    oldest_at = func.min(Mail.queued_at, type_=Mail.queued_at.type)
    query = (
        select(Mail.organisation_id, Mail.state, func.coalesce(Mail.why, ""), func.count(), oldest_at)
        .group_by(Mail.organisation_id, Mail.state, Mail.why)
        .order_by(Mail.organisation_id, Mail.state, Mail.why)
    )
    with read_only() as session:
        return tuple(MailCount(*row) for row in session.execute(query))
