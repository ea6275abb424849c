"""What a link stands for, and the line manager's visit that an address and a browser name together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_app.database import read_only
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import decide_visit_is_live
from lti_app.organisation.records import Organisation
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState, mask_mail_address
from lti_app.sign_off.visit_records import LineManagerLink, LineManagerVisitRecord
from lti_app.sign_off.visit_rules import (
    LineManagerVisit,
    LinkState,
    decide_link_state,
    read_link,
)

LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link and whom it is for, inside a transaction; both None where nothing is known of it."""

    state: LinkState
    link: LineManagerLink | None = None
    naming: LineManagerRecord | None = None


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the page of a link shows before anybody is known: no name, and the address all but hidden."""

    organisation_name: str
    masked: str
    expires_at: datetime


def find_known_link(session: Session, token: str, *, key: str, now: datetime) -> KnownLink:
    """What the link is good for. Of one tampered with, its number alone tells whose it was, for the trail."""
    secret = read_link(token, key=key)
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return KnownLink(LinkState.TAMPERED)
    found = session.execute(
        select(LineManagerLink, LineManagerRecord)
        .join(LineManagerRecord, LineManagerRecord.id == LineManagerLink.line_manager_id)
        .where(LineManagerLink.id == int(number))
    ).one_or_none()
    if found is None:
        return KnownLink(LinkState.TAMPERED)
    link, naming = found
    if secret is None or digest(secret.partition("-")[2]) != link.digest:
        return KnownLink(LinkState.TAMPERED, link, naming)
    state = decide_link_state(
        ended_at=link.ended_at,
        expires_at=link.expires_at,
        is_confirmed=naming.state is NamingState.CONFIRMED,
        now=now,
    )
    return KnownLink(state, link, naming)


def find_link_page(token: str, *, key: str, now: datetime) -> LinkPage | LinkState:
    """The page of a good link, or what is wrong with it."""
    with read_only() as session:
        known = find_known_link(session, token, key=key, now=now)
        if known.state is not LinkState.GOOD or known.link is None or known.naming is None:
            return known.state
        organisation = session.get_one(Organisation, known.naming.organisation_id)
        return LinkPage(organisation.name, mask_mail_address(known.naming.address), known.link.expires_at)


def find_live_line_manager(
    visit_id: str, *, browser_secret: str, csrf_token: str, idle: timedelta, now: datetime
) -> LineManagerVisit | None:
    """The visit of that id, if it was opened in this browser, is still good, and so are link and line manager."""
    query = (
        select(LineManagerVisitRecord, LineManagerRecord, Organisation.name)
        .join(LineManagerRecord, LineManagerRecord.id == LineManagerVisitRecord.line_manager_id)
        .join(Organisation, Organisation.id == LineManagerRecord.organisation_id)
        .outerjoin(LineManagerLink, LineManagerLink.id == LineManagerVisitRecord.link_id)
        .where(
            LineManagerVisitRecord.id == visit_id,
            LineManagerVisitRecord.browser_digest == digest(browser_secret),
            LineManagerRecord.state == NamingState.CONFIRMED,
            or_(LineManagerVisitRecord.link_id.is_(None), LineManagerLink.ended_at.is_(None)),
        )
    )
    with read_only() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            return None
        visit, naming, organisation = found
        if not decide_visit_is_live(seen_at=visit.seen_at, ends_at=visit.ends_at, idle=idle, now=now):
            return None
        return _visit_value(visit, naming, organisation, csrf_token)


def _visit_value(
    visit: LineManagerVisitRecord, naming: LineManagerRecord, organisation: str, csrf_token: str
) -> LineManagerVisit:
    return LineManagerVisit(
        id=visit.id,
        organisation_id=naming.organisation_id,
        organisation_name=organisation,
        line_manager_id=naming.id,
        address_digest=naming.address_digest,
        name=naming.name,
        post=naming.post,
        csrf_token=csrf_token,
        seen_at=visit.seen_at,
        ends_at=visit.ends_at,
        people=None if visit.people is None else tuple(int(one) for one in visit.people.split()),
    )
