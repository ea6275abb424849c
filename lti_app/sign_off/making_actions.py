"""A link to a line manager is made: shown once to whoever may have it, or mailed to the line manager alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.database import transaction
from lti_app.launch.secret_rules import digest
from lti_app.mail.records import queue_mail
from lti_app.privacy.deed_rules import Deed
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.letter_rules import write_link_mail
from lti_app.sign_off.namer_rules import Namer
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.records import find_line_manager
from lti_app.sign_off.visit_records import LineManagerLink, record_links_ended
from lti_app.sign_off.visit_rules import LINKS_MAILED_A_DAY, EndedBecause, sign_link

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link: its address for who may see it ("" where it was mailed), and until when it is good."""

    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MailedTooOften:
    """Enough links were mailed today: whoever presses the button shall not fill the line manager's mailbox."""


def make_link(
    *,
    person_id: int,
    by: Namer,
    mails: bool,
    base: str,
    key: str,
    lifetime: timedelta,
    now: datetime,
) -> MadeLink | MailedTooOften | None:
    """A new link for the person's confirmed line manager, which ends the one before; None where there is none.

    `base` is what stands before the link in its address. With `mails` it goes to the line manager and to nobody else.
    """
    with transaction() as session:
        lock_person(session, person_id)
        naming = find_line_manager(session, person_id=person_id)
        if naming is None:
            return None
        if mails and _count_mailed(session, naming, since=now - DAY) >= LINKS_MAILED_A_DAY:
            return MailedTooOften()
        record_links_ended(session, line_manager_id=naming.id, because=EndedBecause.REPLACED, now=now)
        secret = secrets.token_urlsafe(32)
        link = LineManagerLink(
            line_manager_id=naming.id,
            digest=digest(secret),
            made_at=now,
            is_mailed=mails,
            expires_at=now + lifetime,
        )
        session.add(link)
        session.flush()
        address = base + sign_link(f"{link.id}-{secret}", key=key)
        if mails:
            _mail(session, naming, address, link)
        record_naming_deed(session, naming, Deed.LINK_MAILED if mails else Deed.LINK_MADE, now, by)
        return MadeLink("" if mails else address, link.expires_at)


def _count_mailed(session: Session, naming: LineManagerRecord, *, since: datetime) -> int:
    """How many links went to that address about that person, whichever naming they were for."""
    query = (
        select(func.count())
        .select_from(LineManagerLink)
        .join(LineManagerRecord, LineManagerRecord.id == LineManagerLink.line_manager_id)
        .where(
            LineManagerRecord.person_id == naming.person_id,
            LineManagerRecord.address_digest == naming.address_digest,
            LineManagerLink.is_mailed.is_(True),
            LineManagerLink.made_at > since,
        )
    )
    return session.scalar(query) or 0


def _mail(session: Session, naming: LineManagerRecord, address: str, link: LineManagerLink) -> None:
    subject, text = write_link_mail(name=naming.name, address=address, expires_at=link.expires_at)
    queue_mail(
        session,
        organisation_id=naming.organisation_id,
        to=naming.address,
        subject=subject,
        text=text,
        now=link.made_at,
    )
