"""The way in, step by step: a login is begun, used up once, and turned into a visit or a ticket."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from lti_app.database import Base, transaction, writing
from lti_app.launch.admission_rules import Admission, OpenedVisit
from lti_app.launch.reads import find_registration
from lti_app.launch.records import LaunchLogLine, Login, Ticket, VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.login import LoginRequest
from lti_app.lti.platforms import Platform

_TABLES = Base.metadata.tables
_LOGINS, _LOG = _TABLES[Login.__tablename__], _TABLES[LaunchLogLine.__tablename__]
_ADD_LOGIN, _ADD_LOG_LINE, _ADD_VISIT = (
    insert(_LOGINS),
    insert(_LOG),
    insert(_TABLES[VisitRecord.__tablename__]),
)
_USE_LOGIN = delete(_LOGINS).where(_LOGINS.c.state_digest == bindparam("digest"))
_END_LOG_LINE = (
    update(_LOG)
    .where(_LOG.c.reference == bindparam("of"))
    .values(outcome=bindparam("ended"), reasons=bindparam("why"))
)


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """A login under way: where it goes, and the two secrets that the LMS must bring back."""

    platform: Platform
    state: str
    nonce: str


def begin_login(
    request: LoginRequest, *, browser_secret: str, lifetime: timedelta, now: datetime
) -> BegunLogin | None:
    """Mint state and nonce, bound to registration, deployment, target and browser; None for an unknown LMS."""
    with writing() as connection:
        platform = find_registration(
            connection,
            issuer=request.issuer,
            client_id=request.client_id,
            deployment_id=request.deployment_id,
        )
        if platform is None:
            return None
        begun = BegunLogin(
            platform=platform, state=secrets.token_urlsafe(24), nonce=secrets.token_urlsafe(24)
        )
        login = {
            "state_digest": digest(begun.state),
            "nonce_digest": digest(begun.nonce),
            "browser_digest": digest(browser_secret),
            "platform_id": platform.id,
            "deployment_id": request.deployment_id,
            "target_link_uri": request.target_link_uri,
            "expires_at": now + lifetime,
        }
        connection.execute(_ADD_LOGIN, login)
        return begun


def consume_login(
    state_digest: str, *, reference: str, platform_id: int, message_type: str, now: datetime
) -> bool:
    """Use the login up and open its line in the launch log: True for exactly one of any number of callers.

    It commits on its own, before anything is made of the launch: a launch that fails later must not become usable
    again, and must be seen.
    """
    line = {
        "reference": reference,
        "at": now,
        "outcome": LaunchOutcome.STARTED,
        "reasons": "",
        "platform_id": platform_id,
        "message_type": message_type,
        "milliseconds": 0,
    }
    with writing() as connection:
        if connection.execute(_USE_LOGIN, {"digest": state_digest}).rowcount != 1:
            return False
        connection.execute(_ADD_LOG_LINE, line)
        return True


def record_refusal(*, reference: str, reasons: str, platform_id: int | None, now: datetime) -> None:
    """Write in the launch log that a launch was refused, and why."""
    with transaction() as session:
        if close_log_line(session, reference, outcome=LaunchOutcome.REFUSED, reasons=reasons):
            return
        session.add(
            LaunchLogLine(
                reference=reference,
                at=now,
                outcome=LaunchOutcome.REFUSED,
                reasons=reasons,
                platform_id=platform_id,
                message_type=None,
                milliseconds=0,
            )
        )


def close_log_line(session: Session, reference: str, *, outcome: LaunchOutcome, reasons: str = "") -> bool:
    """Say in the launch log how the attempt ended; False where it has no line yet."""
    ended = {"of": reference, "ended": outcome, "why": reasons}
    return session.connection().execute(_END_LOG_LINE, ended).rowcount > 0


def add_visit(
    session: Session,
    admission: Admission,
    *,
    browser_secret: str,
    login_digest: str,
    lifetime: timedelta,
    now: datetime,
) -> str:
    """The id of a visit opened for this admission in this browser."""
    visit_id = secrets.token_urlsafe(16)
    visit = {
        "id": visit_id,
        "browser_digest": digest(browser_secret),
        "kind": admission.kind,
        "role": admission.role,
        "organisation_id": admission.organisation_id,
        "deployment_row_id": admission.deployment_row_id,
        "person_id": admission.person_id,
        "cohort_id": admission.cohort_id,
        "placement_id": admission.placement_id,
        "activity_key": admission.activity_key,
        "presentation": admission.presentation,
        "login_digest": login_digest,
        "opened_at": now,
        "seen_at": now,
        "ends_at": now + lifetime,
    }
    session.connection().execute(_ADD_VISIT, visit)
    return visit_id


def add_ticket(session: Session, admission: Admission, *, lifetime: timedelta, now: datetime) -> str:
    """The secret of a ticket with which one new window may open this admission's visit."""
    secret = secrets.token_urlsafe(32)
    session.add(Ticket(digest=digest(secret), admission=admission.as_json(), expires_at=now + lifetime))
    return secret


def redeem_ticket(
    secret: str, *, browser_secret: str, lifetime: timedelta, now: datetime
) -> OpenedVisit | None:
    """The visit that the ticket opens, for exactly one of any number of callers; None once used or too old."""
    with transaction() as session:
        redeemed = session.scalars(
            delete(Ticket)
            .where(Ticket.digest == digest(secret), Ticket.expires_at > now)
            .returning(Ticket.admission)
        ).one_or_none()
        if redeemed is None:
            return None
        admission = Admission.from_json(redeemed)
        visit_id = add_visit(
            session,
            admission,
            browser_secret=browser_secret,
            login_digest=digest(secret),
            lifetime=lifetime,
            now=now,
        )
        return OpenedVisit(visit_id=visit_id, admission=admission)


def record_visit_seen(visit_id: str, *, now: datetime) -> None:
    """Note that the visit is still in use."""
    with transaction() as session:
        session.execute(update(VisitRecord).where(VisitRecord.id == visit_id).values(seen_at=now))


def clear_expired(*, now: datetime, logs_kept: timedelta) -> None:
    """Drop logins and tickets past their time, visits past their end, and launch log lines older than `logs_kept`."""
    with transaction() as session:
        session.execute(delete(Login).where(Login.expires_at < now))
        session.execute(delete(Ticket).where(Ticket.expires_at < now))
        session.execute(delete(VisitRecord).where(VisitRecord.ends_at < now))
        session.execute(delete(LaunchLogLine).where(LaunchLogLine.at < now - logs_kept))
