"""What a worker needs to know before it calls an LMS: who is due, as whom to call, and which courses to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from lti_app.activity.records import CompletionRecord
from lti_app.cohort.records import Cohort, Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import Instant, read_only
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.organisation.records import Deployment, DeploymentState, PlatformRecord, find_signing_key
from lti_app.placement.records import Placement
from lti_app.score_delivery.delivery_rules import decide_listing_is_due
from lti_app.score_delivery.records import DeliveryPause, ScoreRow
from lti_app.score_delivery.rules import ScoreState


@dataclass(frozen=True, slots=True)
class Due:
    """An LMS with that many scores to be sent now."""

    platform_id: int
    scores: int


@dataclass(frozen=True, slots=True)
class Sender:
    """As whom the tool calls an LMS."""

    platform: Platform
    key: SigningKey


@dataclass(frozen=True, slots=True)
class Course:
    """A course whose line items are to be asked for."""

    cohort_id: int
    platform_id: int
    url: str
    scopes: frozenset[str]


def list_due(now: datetime, *, platform_id: int | None = None) -> tuple[Due, ...]:
    """The LMSs (one, where `platform_id` names it) with scores due and not paused, the least busy first."""
    query = (
        select(ScoreRow.platform_id, func.count())
        .join(Placement, Placement.id == ScoreRow.placement_id)
        .outerjoin(DeliveryPause, DeliveryPause.platform_id == ScoreRow.platform_id)
        .where(
            ScoreRow.state == ScoreState.QUEUED,
            ScoreRow.due_at <= now,
            or_(ScoreRow.lease.is_(None), ScoreRow.leased_until <= now),
            or_(DeliveryPause.until.is_(None), DeliveryPause.until <= now),
            Placement.line_item_url.is_not(None),
        )
        .group_by(ScoreRow.platform_id)
        .order_by(func.count())
    )
    if platform_id is not None:
        query = query.where(ScoreRow.platform_id == platform_id)
    with read_only() as session:
        return tuple(Due(one, count) for one, count in session.execute(query))


def find_next_due(now: datetime, *, within: timedelta) -> datetime | None:
    """When the next score that is not due yet comes due, or the next pause ends; None if not `within` that time."""
    until = now + within
    soonest = select(func.min(ScoreRow.due_at, type_=Instant)).where(
        ScoreRow.state == ScoreState.QUEUED, ScoreRow.due_at > now, ScoreRow.due_at <= until
    )
    pause = select(func.min(DeliveryPause.until, type_=Instant)).where(
        DeliveryPause.until > now, DeliveryPause.until <= until
    )
    with read_only() as session:
        found = [at for at in (session.scalar(soonest), session.scalar(pause)) if at is not None]
    return min(found, default=None)


def find_sender(platform_id: int, *, now: datetime) -> Sender | None:
    """As whom to call that LMS; None while no deployment of it is approved.

    It may have registered other addresses since it was: what is signed for it goes to none that nobody has looked at.
    """
    approved = (
        select(Deployment.id)
        .where(Deployment.platform_id == platform_id, Deployment.state == DeploymentState.APPROVED)
        .exists()
    )
    with read_only() as session:
        record = session.scalar(select(PlatformRecord).where(PlatformRecord.id == platform_id, approved))
        key = find_signing_key(session, record.organisation_id, now=now) if record is not None else None
        if record is None or key is None:
            return None
        return Sender(
            platform=Platform(
                id=record.id,
                issuer=record.issuer,
                client_id=record.client_id,
                auth_url=record.auth_url,
                token_url=record.token_url,
                jwks_url=record.jwks_url,
                token_audience=record.token_audience,
            ),
            key=SigningKey(kid=key.kid, private_pem=key.private_pem),
        )


def list_courses_to_ask(now: datetime, *, refresh_after: timedelta) -> tuple[Course, ...]:
    """The courses where something earned has no column yet, and whose line items have not been asked for lately."""
    with read_only() as session:
        unplaced: dict[int, datetime] = {}
        for query in (_waiting(now - refresh_after), _without_placement(now - refresh_after)):
            for cohort_id, since in session.execute(query):
                unplaced[cohort_id] = max(since, unplaced.get(cohort_id, since))
        return tuple(
            Course(
                cohort.id,
                cohort.line_items_platform_id,
                cohort.line_items_url,
                frozenset(cohort.line_items_scopes.split()),
            )
            for cohort in _cohorts(session, unplaced)
            if cohort.line_items_url is not None
            and cohort.line_items_platform_id is not None
            and decide_listing_is_due(
                listed_at=cohort.line_items_listed_at,
                unplaced_since=unplaced[cohort.id],
                now=now,
                refresh_after=refresh_after,
            )
        )


def _cohorts(session: Session, wanted: dict[int, datetime]) -> list[Cohort]:
    query = select(Cohort).where(Cohort.id.in_(wanted)).order_by(Cohort.line_items_platform_id, Cohort.id)
    return list(session.scalars(query)) if wanted else []


def _may_be_asked(listed_before: datetime) -> Any:
    return and_(
        Cohort.line_items_url.is_not(None),
        or_(Cohort.line_items_listed_at.is_(None), Cohort.line_items_listed_at <= listed_before),
    )


def _waiting(listed_before: datetime) -> Select[int, datetime]:
    return (
        select(Placement.cohort_id, func.max(ScoreRow.queued_at, type_=Instant))
        .join(ScoreRow, ScoreRow.placement_id == Placement.id)
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .where(ScoreRow.state == ScoreState.WAITING, _may_be_asked(listed_before))
        .group_by(Placement.cohort_id)
    )


def _without_placement(listed_before: datetime) -> Select[int, datetime]:
    placed = (
        select(Placement.id)
        .where(
            Placement.cohort_id == Membership.cohort_id,
            Placement.activity_key == CompletionRecord.activity_key,
            Placement.line_item_url.is_not(None),
        )
        .exists()
    )
    return (
        select(Membership.cohort_id, func.max(CompletionRecord.completed_at, type_=Instant))
        .join(CompletionRecord, CompletionRecord.person_id == Membership.person_id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.role == Role.PARTICIPANT, _may_be_asked(listed_before), ~placed)
        .group_by(Membership.cohort_id)
    )
