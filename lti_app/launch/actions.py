"""The way in, step by step: a login is begun, used up once, and turned into a visit or a ticket."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, update

from lti_app.database import Base, transaction, writing
from lti_app.launch.admission_rules import Admission
from lti_app.launch.limit_records import RateWindow, record_attempt
from lti_app.launch.limit_rules import Limit, TooOften
from lti_app.launch.reads import find_registration
from lti_app.launch.records import LaunchLogLine, Login, Ticket, VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.lti.login import LoginRequest
from lti_app.lti.platforms import Platform
from lti_app.statements import Statement, Way

_TABLES = Base.metadata.tables
_LOGINS = _TABLES[Login.__tablename__]
_VISITS = _TABLES[VisitRecord.__tablename__]
_ADD_LOGIN = Statement.adding(_LOGINS, but={"id", "used_at"})
_ADD_VISIT = Statement.adding(_VISITS)
_USE_LOGIN = Statement(
    update(_LOGINS)
    .where(_LOGINS.c.state_digest == bindparam("digest"), _LOGINS.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One authorisation request: the two secrets that the LMS must bring back, and the proof put in its storage.

    `proof` is None where nothing is put there.
    """

    state: str
    nonce: str
    proof: str | None


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """A login under way. `stored` is the one to go on with once the LMS's storage has said that it holds its proof."""

    platform: Platform
    plain: Asked
    stored: Asked | None


@dataclass(frozen=True, slots=True)
class RefusedLogin:
    """One login too many of one person at a registered LMS."""

    platform: Platform
    too_often: TooOften


def begin_login(
    request: LoginRequest,
    *,
    browser_secret: str,
    offer_storage: bool,
    limit: Limit,
    lifetime: timedelta,
    now: datetime,
) -> BegunLogin | RefusedLogin | None:
    """Mint state and nonce, bound to registration, deployment, target and browser; None for an unknown LMS.

    Logins are counted by registration and login hint, in the same transaction.
    """
    with writing() as connection:
        platform = find_registration(
            connection,
            issuer=request.issuer,
            client_id=request.client_id,
            deployment_id=request.deployment_id,
        )
        if platform is None:
            return None
        too_often = _count(connection, limit, platform, request, now=now)
        if too_often is not None:
            return RefusedLogin(platform, too_often)
        begun = BegunLogin(
            platform=platform,
            plain=_ask(with_proof=False),
            stored=_ask(with_proof=True) if offer_storage and request.storage_target else None,
        )
        for asked in filter(None, (begun.plain, begun.stored)):
            _record_login(
                connection,
                asked,
                request,
                platform,
                browser=digest(browser_secret),
                expires_at=now + lifetime,
            )
        return begun


def _count(
    connection: Way, limit: Limit, platform: Platform, request: LoginRequest, *, now: datetime
) -> TooOften | None:
    """Count one more login of this person; without a limit nothing is counted."""
    if not limit.most:
        return None
    counter = limit.make_counter(str(platform.id), request.login_hint, now=now)
    return limit.judge(counter, count=record_attempt(connection, counter), now=now)


def _ask(*, with_proof: bool) -> Asked:
    return Asked(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        proof=secrets.token_urlsafe(32) if with_proof else None,
    )


def _record_login(
    connection: Way,
    asked: Asked,
    request: LoginRequest,
    platform: Platform,
    *,
    browser: str,
    expires_at: datetime,
) -> None:
    _ADD_LOGIN.run(
        connection,
        state_digest=digest(asked.state),
        nonce_digest=digest(asked.nonce),
        proof_digest=digest(asked.proof) if asked.proof else None,
        browser_digest=browser,
        platform_id=platform.id,
        deployment_id=request.deployment_id,
        target_link_uri=request.target_link_uri,
        storage_target=request.storage_target,
        expires_at=expires_at,
    )


def consume_login(connection: Way, state_digest: str, *, now: datetime) -> bool:
    """Use the login up: True for exactly one of any number of callers."""
    return _USE_LOGIN.run(connection, digest=state_digest, at=now) == 1


def add_visit(
    connection: Way,
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
    _ADD_VISIT.run(connection, **visit)
    return visit_id


def record_visit_seen(visit_id: str, *, now: datetime) -> None:
    """Note that the visit is still in use."""
    with transaction() as session:
        session.execute(update(VisitRecord).where(VisitRecord.id == visit_id).values(seen_at=now))


def clear_expired(*, now: datetime, logs_kept: timedelta) -> None:
    """Drop logins, tickets and counts past their time, ended visits, and launch log lines older than `logs_kept`."""
    with transaction() as session:
        session.execute(delete(Login).where(Login.expires_at < now))
        session.execute(delete(Ticket).where(Ticket.expires_at < now))
        session.execute(delete(RateWindow).where(RateWindow.ends_at < now))
        session.execute(delete(VisitRecord).where(VisitRecord.ends_at < now))
        session.execute(delete(LaunchLogLine).where(LaunchLogLine.at < now - logs_kept))
