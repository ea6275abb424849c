"""What the way in needs to know: the login that a launch answers, and the visit that an address names."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Cohort, Person
from lti_app.database import read_only, reading
from lti_app.launch.admission_rules import Admission, OpenedVisit
from lti_app.launch.records import Login, VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import Visit, decide_visit_is_live
from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.launch import Expected
from lti_app.lti.platforms import Platform
from lti_app.lti.texts import is_clean
from lti_app.organisation.records import (
    Deployment,
    PlatformRecord,
    platform_value,
)
from lti_app.statements import Statement, Way


@dataclass(frozen=True, slots=True)
class WaitingLogin:
    """A login and the registration that it was begun for. It waits for its launch while `used_at` is None."""

    state_digest: str
    nonce_digest: str
    browser_digest: str
    deployment_id: str | None
    target_link_uri: str
    storage_target: str | None
    proof_digest: str | None
    used_at: datetime | None
    platform: Platform

    def is_of(self, browser_secret: str | None) -> bool:
        """Whether this browser may have begun it: it did, or it brought no cookie that could tell."""
        return browser_secret is None or hmac.compare_digest(digest(browser_secret), self.browser_digest)

    def expected(self, *, tool_hosts: frozenset[str]) -> Expected:
        """What the launch must say to be this login's answer."""
        return Expected(
            nonce_digest=self.nonce_digest,
            target_link_uri=self.target_link_uri,
            deployment_id=self.deployment_id,
            tool_hosts=tool_hosts,
        )


_PLATFORMS, _LOGINS, _VISITS = (one.__table__ for one in (PlatformRecord, Login, VisitRecord))
_BY_ISSUER = select(*_PLATFORMS.c).where(_PLATFORMS.c.issuer == bindparam("issuer")).order_by(_PLATFORMS.c.id)
_OF_ISSUER = Statement(_BY_ISSUER)
_OF_CLIENT = Statement(_BY_ISSUER.where(_PLATFORMS.c.client_id == bindparam("client_id")))
_KNOWING = Statement(
    select(Deployment.platform_id).where(Deployment.deployment_id == bindparam("deployment_id")).distinct()
)
_LOGIN = Statement(
    select(
        *(column for column in _LOGINS.c if column.name != "id"),
        *(column for column in _PLATFORMS.c if column.name != "created_at"),
    )
    .join(_PLATFORMS, _LOGINS.c.platform_id == _PLATFORMS.c.id)
    .where(_LOGINS.c.state_digest == bindparam("digest"), _LOGINS.c.expires_at > bindparam("now"))
)


def find_registration(
    connection: Way, *, issuer: str, client_id: str | None, deployment_id: str | None
) -> Platform | None:
    """The registration that a login names.

    Without a client id (LTI Security Framework 1.0 lets the LMS leave it out) the issuer's only registration, or the
    only one that knows the deployment; None where none or several fit.
    """
    if client_id:
        row = _OF_CLIENT.row(connection, issuer=issuer, client_id=client_id)
        return platform_value(row) if row else None
    rows = _OF_ISSUER.rows(connection, issuer=issuer)
    if len(rows) > 1 and deployment_id:
        knowing = {row.platform_id for row in _KNOWING.rows(connection, deployment_id=deployment_id)}
        rows = [row for row in rows if row.id in knowing]
    return platform_value(rows[0]) if len(rows) == 1 else None


def find_named_platform(issuer: str, client_id: str) -> Platform | None:
    """The registration that a login which cannot be read names all the same, for the launch log."""
    if not (is_clean(issuer) and is_clean(client_id)):
        return None
    with reading() as connection:
        return find_registration(connection, issuer=issuer, client_id=client_id or None, deployment_id=None)


def find_login(state: str, *, now: datetime) -> WaitingLogin | None:
    """The login that minted `state`, used or not; None where there is none or its time is over."""
    with reading() as connection:
        row = _LOGIN.row(connection, digest=digest(state), now=now)
    if row is None:
        return None
    return WaitingLogin(
        state_digest=row.state_digest,
        nonce_digest=row.nonce_digest,
        browser_digest=row.browser_digest,
        deployment_id=row.deployment_id,
        target_link_uri=row.target_link_uri,
        storage_target=row.storage_target,
        proof_digest=row.proof_digest,
        used_at=row.used_at,
        platform=platform_value(row),
    )


_LIVE_VISIT = Statement(
    select(
        *(column for column in _VISITS.c if column.name != "login_digest"),
        Person.names,
        Cohort.title.label("cohort_title"),
        Deployment.platform_id,
    )
    .join(Person, _VISITS.c.person_id == Person.id)
    .join(Cohort, _VISITS.c.cohort_id == Cohort.id)
    .join(Deployment, _VISITS.c.deployment_row_id == Deployment.id)
    .where(_VISITS.c.id == bindparam("visit_id"), _VISITS.c.browser_digest == bindparam("browser"))
)


def find_live_visit(
    visit_id: str, *, browser_secret: str, csrf_token: str, idle: timedelta, now: datetime
) -> Visit | None:
    """The visit of that id, if it was opened for this browser and is still good."""
    with reading() as connection:
        row = _LIVE_VISIT.row(connection, visit_id=visit_id, browser=digest(browser_secret))
    if row is None or not decide_visit_is_live(seen_at=row.seen_at, ends_at=row.ends_at, idle=idle, now=now):
        return None
    return _visit_value(row, csrf_token=csrf_token)


def find_visit_of_login(
    state_digest: str, *, browser_digest: str, idle: timedelta, now: datetime
) -> OpenedVisit | None:
    """The live visit that a launch with this state has already opened in this browser (a reload, a double click)."""
    query = select(VisitRecord).where(
        VisitRecord.login_digest == state_digest, VisitRecord.browser_digest == browser_digest
    )
    with read_only() as session:
        visit = session.scalars(query).one_or_none()
        if visit is None or not decide_visit_is_live(
            seen_at=visit.seen_at, ends_at=visit.ends_at, idle=idle, now=now
        ):
            return None
        return OpenedVisit(visit_id=visit.id, admission=admission_value(visit))


def admission_value(visit: VisitRecord) -> Admission:
    """What the visit was opened with."""
    return Admission(
        kind=visit.kind,
        role=visit.role,
        organisation_id=visit.organisation_id,
        deployment_row_id=visit.deployment_row_id,
        person_id=visit.person_id,
        cohort_id=visit.cohort_id,
        placement_id=visit.placement_id,
        activity_key=visit.activity_key,
        presentation=visit.presentation,
    )


def _visit_value(row: Any, *, csrf_token: str) -> Visit:
    shown = json.loads(row.presentation)
    deep_link = shown.get("deep_link")
    return Visit(
        id=row.id,
        kind=row.kind,
        role=row.role,
        organisation_id=row.organisation_id,
        deployment_row_id=row.deployment_row_id,
        platform_id=row.platform_id,
        person_id=row.person_id,
        cohort_id=row.cohort_id,
        placement_id=row.placement_id,
        activity_key=row.activity_key,
        person_name=read_full_name(row.names),
        cohort_title=row.cohort_title,
        return_url=shown.get("return_url"),
        document_target=shown.get("document_target"),
        deep_link=_deep_link_value(deep_link) if deep_link else None,
        csrf_token=csrf_token,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
        for_user=shown.get("for_user"),
        mentored=tuple(shown.get("mentored", ())),
    )


def _deep_link_value(kept: dict[str, Any]) -> DeepLinkSettings:
    return DeepLinkSettings(
        **{
            **kept,
            "accept_types": tuple(kept["accept_types"]),
            "accept_targets": tuple(kept["accept_targets"]),
        }
    )
