"""Notices of an LMS: where it is to send them, and what a copied course's notice leaves behind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_app.cohort.records import Cohort
from lti_app.cohort.settling_records import settle_cohort, settle_history
from lti_app.database import add_if_absent, transaction
from lti_app.lti.claims import NoticeService
from lti_app.lti.notices import CONTEXT_COPY, SCOPE_HANDLERS, Notice
from lti_app.organisation.records import (
    Deployment,
    DeploymentState,
    PlatformRecord,
    find_deployment,
)
from lti_app.placement.notice_records import NoticeHandler, TakenNotice

ASK_AGAIN_AFTER = timedelta(hours=24)
LONGEST_GOOD = timedelta(days=30)
"""Whatever end a notice gives itself: one made so long ago is refused anyway."""


class NoticeOutcome(StrEnum):
    """What became of a verified notice."""

    KEPT = "kept"
    SEEN_BEFORE = "seen before"
    NOT_OURS = "deployment not approved"
    NO_USE = "of no use here"


@dataclass(frozen=True, slots=True)
class HandlerCall:
    """What a worker calls to have notices sent here."""

    platform_id: int
    url: str


def record_offer(*, deployment_row_id: int, service: NoticeService, now: datetime) -> bool:
    """Whether the deployment's LMS is to be asked for notices now: it offers them, and has not been asked lately."""
    if CONTEXT_COPY not in service.kinds or SCOPE_HANDLERS not in service.scopes:
        return False
    with transaction() as session:
        values = {"deployment_row_id": deployment_row_id, "address": service.url}
        handler = add_if_absent(session, NoticeHandler, unique=("deployment_row_id",), values=values)
        if handler.address != service.url:
            handler.address, handler.registered_at, handler.asked_at = service.url, None, None
        tried = handler.asked_at is not None and now - handler.asked_at < ASK_AGAIN_AFTER
        return handler.registered_at is None and not tried


def begin_handler(*, deployment_row_id: int, now: datetime) -> HandlerCall | None:
    """What to call; None where the LMS knows already, or offers no notices."""
    with transaction() as session:
        handler = session.get(NoticeHandler, deployment_row_id)
        if handler is None or handler.registered_at is not None:
            return None
        handler.asked_at = now
        platform_id = session.get_one(Deployment, deployment_row_id).platform_id
        return HandlerCall(platform_id, handler.address)


def record_handler(*, deployment_row_id: int, why: str | None, now: datetime) -> None:
    """Note that the LMS knows where to send notices, or in words why it does not."""
    with transaction() as session:
        handler = session.get_one(NoticeHandler, deployment_row_id)
        handler.why = why
        handler.registered_at = None if why else now


def take_notice(notice: Notice, *, platform_id: int, now: datetime) -> NoticeOutcome:
    """Keep what a verified notice says, once: a copied course is a new cohort, and the old one's settings are offered.

    Only an approved deployment's notices count; the course copied from must be one of the same organisation's.
    """
    with transaction() as session:
        deployment = find_deployment(session, platform_id=platform_id, deployment_id=notice.deployment_id)
        if deployment is None or deployment.state is not DeploymentState.APPROVED:
            return NoticeOutcome.NOT_OURS
        session.execute(delete(TakenNotice).where(TakenNotice.expires_at < now))
        if not _use_up(session, notice, platform_id, now=now):
            return NoticeOutcome.SEEN_BEFORE
        if notice.kind != CONTEXT_COPY or notice.context_id is None or not notice.origins:
            return NoticeOutcome.NO_USE
        issuer = session.get_one(PlatformRecord, platform_id).issuer
        cohort = _find_cohort(session, deployment.organisation_id, issuer, notice.context_id)
        cohort = settle_cohort(
            session,
            cohort,
            organisation_id=deployment.organisation_id,
            issuer=issuer,
            context_id=notice.context_id,
            title=notice.context_title,
            now=now,
        )
        settle_history(session, cohort, history=notice.origins)
        return NoticeOutcome.KEPT


def _use_up(session: Session, notice: Notice, platform_id: int, *, now: datetime) -> bool:
    """True for exactly one of any number of deliveries of the same notice."""
    digest = hashlib.sha256(notice.id.encode()).hexdigest()
    try:
        with session.begin_nested():
            session.execute(
                insert(TakenNotice).values(
                    platform_id=platform_id,
                    digest=digest,
                    expires_at=min(notice.expires_at, now + LONGEST_GOOD) + timedelta(days=1),
                )
            )
    except IntegrityError:
        return False
    return True


def _find_cohort(session: Session, organisation_id: int, issuer: str, context_id: str) -> Cohort | None:
    return session.scalar(
        select(Cohort).where(
            Cohort.organisation_id == organisation_id,
            Cohort.issuer == issuer,
            Cohort.context_id == context_id,
        )
    )
