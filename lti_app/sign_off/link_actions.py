"""A link to a line manager is used, proved by a code, and becomes a visit; whatever is refused is on the trail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.database import transaction
from lti_app.launch.records import VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.mail.code_rules import CODES, TRIES_A_CODE, digest_code, is_right_code, write_code
from lti_app.mail.records import queue_mail
from lti_app.privacy.deed_rules import Deed
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.letter_rules import write_code_mail
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.refusal_rules import (
    ELSEWHERE_ALREADY,
    PARTICIPANTS_BROWSER,
    SPENT_CODE,
    TOO_MANY_CODES,
    WRONG_CODE,
)
from lti_app.sign_off.visit_reads import KnownLink, find_known_link
from lti_app.sign_off.visit_records import (
    LineManagerCode,
    LineManagerLink,
    LineManagerVisitRecord,
    count_codes,
)
from lti_app.sign_off.visit_rules import (
    CODE_LIFETIME,
    CODES_A_DAY,
    CODES_AN_HOUR,
    EndedBecause,
    LinkState,
    name_code_use,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """The desk is open, in this browser."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way to the confirmed address."""


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """The link does not open here; `state` is None where `reason` says why in a fixed phrase."""

    state: LinkState | None
    reason: str = ""


def begin_with_link(
    token: str, *, browser_secret: str, can_mail: bool, key: str, lifetime: timedelta, now: datetime
) -> Opened | CodeSent | LinkRefused:
    """What using the link comes to in this browser: the desk where it was opened before, a code, or a refusal."""
    with transaction() as session:
        known = find_known_link(session, token, key=key, now=now)
        if known.state is not LinkState.GOOD or known.link is None or known.naming is None:
            return _refuse_state(session, known, now)
        browser = digest(browser_secret)
        if _is_participants(session, browser, known.naming):
            return _refuse(session, known.naming, PARTICIPANTS_BROWSER, now)
        if known.link.browser_digest == browser:
            return _open(
                session, known.link, known.naming, browser, lifetime=lifetime, now=now, is_proved=can_mail
            )
        if can_mail:
            return _send_code(session, known.link, known.naming, browser, key=key, now=now)
        if not _bind(session, known.link.id, browser, only_new=True, now=now):
            return _refuse(session, known.naming, ELSEWHERE_ALREADY, now)
        return _open(session, known.link, known.naming, browser, lifetime=lifetime, now=now, is_proved=False)


def enter_code(
    token: str, *, code: str, browser_secret: str, key: str, lifetime: timedelta, now: datetime
) -> Opened | LinkRefused:
    """The desk, opened with the code that was mailed for this link and this browser; or why it does not open."""
    with transaction() as session:
        known = find_known_link(session, token, key=key, now=now)
        if known.state is not LinkState.GOOD or known.link is None or known.naming is None:
            return _refuse_state(session, known, now)
        browser = digest(browser_secret)
        waiting = session.scalar(
            select(LineManagerCode)
            .where(LineManagerCode.link_id == known.link.id, LineManagerCode.browser_digest == browser)
            .order_by(LineManagerCode.id.desc())
            .limit(1)
            .with_for_update()
        )
        if (
            waiting is None
            or waiting.used_at is not None
            or waiting.expires_at <= now
            or waiting.tries >= TRIES_A_CODE
        ):
            return _refuse(session, known.naming, SPENT_CODE, now)
        waiting.tries += 1
        use = name_code_use(link_id=known.link.id, browser_digest=browser)
        if not is_right_code(code, kept=waiting.digest, use=use, key=key):
            return _refuse(session, known.naming, WRONG_CODE, now)
        waiting.used_at = now
        _bind(session, known.link.id, browser, only_new=False, now=now)
        return _open(session, known.link, known.naming, browser, lifetime=lifetime, now=now)


def record_refused_link(token: str, *, key: str, now: datetime) -> None:
    """Note on the trail that a link was looked at which is no longer good; nothing where no such link is known."""
    with transaction() as session:
        known = find_known_link(session, token, key=key, now=now)
        if known.state is not LinkState.GOOD:
            _refuse_state(session, known, now)


def _send_code(
    session: Session,
    link: LineManagerLink,
    naming: LineManagerRecord,
    browser: str,
    *,
    key: str,
    now: datetime,
) -> CodeSent | LinkRefused:
    lock_person(session, naming.person_id)
    if count_codes(session, naming, since=now - DAY) >= CODES_A_DAY:
        link.ended_at, link.ended_because = now, EndedBecause.TOO_MANY_CODES
        return _refuse(session, naming, EndedBecause.TOO_MANY_CODES, now, state=LinkState.ENDED)
    if count_codes(session, naming, since=now - HOUR) >= CODES_AN_HOUR:
        return _refuse(session, naming, TOO_MANY_CODES, now)
    code = write_code(secrets.randbelow(CODES))
    session.add(
        LineManagerCode(
            link_id=link.id,
            browser_digest=browser,
            digest=digest_code(code, use=name_code_use(link_id=link.id, browser_digest=browser), key=key),
            made_at=now,
            expires_at=now + CODE_LIFETIME,
        )
    )
    subject, text = write_code_mail(name=naming.name, code=code, lifetime=CODE_LIFETIME)
    queue_mail(
        session,
        organisation_id=naming.organisation_id,
        to=naming.address,
        subject=subject,
        text=text,
        now=now,
    )
    return CodeSent()


def _is_participants(session: Session, browser: str, naming: LineManagerRecord) -> bool:
    """Whether a participant of this line manager works in this browser, and would sign for themselves."""
    people = select(LineManagerRecord.person_id).where(
        LineManagerRecord.organisation_id == naming.organisation_id,
        LineManagerRecord.address_digest == naming.address_digest,
    )
    query = select(VisitRecord.id).where(
        VisitRecord.browser_digest == browser, VisitRecord.person_id.in_(people)
    )
    return session.scalar(query.limit(1)) is not None


def _bind(session: Session, link_id: int, browser: str, *, only_new: bool, now: datetime) -> bool:
    bound = update(LineManagerLink).where(LineManagerLink.id == link_id)
    if only_new:
        bound = bound.where(LineManagerLink.browser_digest.is_(None))
    done = session.execute(bound.values(browser_digest=browser, used_at=now))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _open(
    session: Session,
    link: LineManagerLink,
    naming: LineManagerRecord,
    browser: str,
    *,
    lifetime: timedelta,
    now: datetime,
    is_proved: bool = True,
) -> Opened:
    """The desk; without a code's proof whose browser it is, it shows the one person alone whom the link is about."""
    visit_id = secrets.token_urlsafe(16)
    session.add(
        LineManagerVisitRecord(
            id=visit_id,
            browser_digest=browser,
            line_manager_id=naming.id,
            link_id=link.id,
            people=None if is_proved else str(naming.person_id),
            opened_at=now,
            seen_at=now,
            ends_at=now + lifetime,
        )
    )
    record_naming_deed(session, naming, Deed.DESK_OPENED, now)
    return Opened(visit_id)


def _refuse_state(session: Session, known: KnownLink, now: datetime) -> LinkRefused:
    if known.naming is not None:
        record_naming_deed(session, known.naming, Deed.LINK_REFUSED, now, reason=known.state)
    return LinkRefused(known.state)


def _refuse(
    session: Session,
    naming: LineManagerRecord,
    reason: str,
    now: datetime,
    *,
    state: LinkState | None = None,
) -> LinkRefused:
    record_naming_deed(session, naming, Deed.LINK_REFUSED, now, reason=reason)
    return LinkRefused(state, reason)
