"""The connections page: an organisation's own learning sites, their deployments, and what each lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_app.administration.missing_rules import SCOPE_OF, Missing, Permission, judge_missing
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Cohort, Person
from lti_app.database import Instant, read_only
from lti_app.launch.records import LaunchLogLine
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.organisation.records import Deployment, DeploymentState, PlatformRecord
from lti_app.score_delivery.records import ScoreRow
from lti_app.score_delivery.rules import ScoreState

ENTERED = (LaunchOutcome.ADMITTED, LaunchOutcome.TICKET)
RECENT_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """One deployment, and how it stands."""

    id: int
    name: str
    state: DeploymentState
    seen_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConnectionCard:
    """One learning site. `permissions` pairs each permission with whether it is granted."""

    id: int
    issuer: str
    product: str
    client_id: str
    created_at: datetime
    updated_at: datetime | None
    deployments: tuple[DeploymentRow, ...]
    last_launch_at: datetime | None
    last_grade_at: datetime | None
    permissions: tuple[tuple[Permission, bool], ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """Every learning site of the organisation."""

    title: str
    connections: tuple[ConnectionCard, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A deployment about to be approved or turned off."""

    title: str
    id: int
    name: str
    issuer: str
    client_id: str
    auth_url: str
    jwks_url: str
    token_url: str
    approve: bool


def get_connections_page(organisation_id: int) -> ConnectionsPage:
    """The learning sites of that organisation, however many queries' worth of facts: seven, always."""
    with read_only() as session:
        platforms = session.scalars(
            select(PlatformRecord)
            .where(PlatformRecord.organisation_id == organisation_id)
            .order_by(PlatformRecord.id)
        ).all()
        facts = _gather(session, organisation_id)
        return ConnectionsPage(
            title="Learning sites", connections=tuple(_card(platform, facts) for platform in platforms)
        )


def find_decision_page(deployment_row_id: int, *, organisation_id: int, approve: bool) -> DecisionPage | None:
    """What is about to be decided; None where the organisation has no such deployment."""
    query = (
        select(Deployment, PlatformRecord)
        .join(PlatformRecord, Deployment.platform_id == PlatformRecord.id)
        .where(Deployment.id == deployment_row_id, Deployment.organisation_id == organisation_id)
    )
    with read_only() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            return None
        deployment, platform = found
        return DecisionPage(
            title="Approve this deployment?" if approve else "Turn this deployment off?",
            id=deployment.id,
            name=deployment.deployment_id,
            issuer=platform.issuer,
            client_id=platform.client_id,
            auth_url=platform.auth_url,
            jwks_url=platform.jwks_url,
            token_url=platform.token_url,
            approve=approve,
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    deployments: dict[int, list[DeploymentRow]]
    launches: dict[int, datetime]
    grades: dict[int, datetime]
    stuck: dict[int, int]
    scopes: dict[int, set[str]]
    names_shared: dict[str, bool]


def _gather(session: Session, organisation_id: int) -> _Facts:
    platform_ids = select(PlatformRecord.id).where(PlatformRecord.organisation_id == organisation_id)
    launches = (
        select(LaunchLogLine.platform_id, func.max(LaunchLogLine.at, type_=Instant))
        .where(LaunchLogLine.platform_id.in_(platform_ids), LaunchLogLine.outcome.in_(ENTERED))
        .group_by(LaunchLogLine.platform_id)
    )
    grades = (
        select(ScoreRow.platform_id, func.max(ScoreRow.settled_at, type_=Instant))
        .where(ScoreRow.platform_id.in_(platform_ids), ScoreRow.state == ScoreState.SETTLED)
        .group_by(ScoreRow.platform_id)
    )
    stuck = (
        select(ScoreRow.platform_id, func.count())
        .where(ScoreRow.platform_id.in_(platform_ids), ScoreRow.state == ScoreState.NEEDS_A_PERSON)
        .group_by(ScoreRow.platform_id)
    )
    return _Facts(
        deployments=_list_deployments(session, organisation_id),
        launches=_pairs(session.execute(launches).all()),
        grades=_pairs(session.execute(grades).all()),
        stuck=_pairs(session.execute(stuck).all()),
        scopes=_list_scopes(session, organisation_id),
        names_shared=_judge_names(session, organisation_id),
    )


def _pairs(rows: Sequence[Any]) -> dict[int, Any]:
    return {platform_id: value for platform_id, value in rows if value is not None}


def _list_deployments(session: Session, organisation_id: int) -> dict[int, list[DeploymentRow]]:
    found: dict[int, list[DeploymentRow]] = defaultdict(list)
    query = select(Deployment).where(Deployment.organisation_id == organisation_id).order_by(Deployment.id)
    for one in session.scalars(query):
        found[one.platform_id].append(
            DeploymentRow(one.id, one.deployment_id, one.state, one.seen_at, one.decided_at)
        )
    return found


def _list_scopes(session: Session, organisation_id: int) -> dict[int, set[str]]:
    """What launches have shown to be permitted, by platform."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(
        Cohort.line_items_platform_id,
        Cohort.line_items_scopes,
        Cohort.memberships_platform_id,
    ).where(
        Cohort.organisation_id == organisation_id,
        or_(Cohort.line_items_platform_id.is_not(None), Cohort.memberships_platform_id.is_not(None)),
    )
    for grades_at, scopes, roster_at in session.execute(query):
        if grades_at is not None:
            found[grades_at] |= set(scopes.split())
        if roster_at is not None:
            found[roster_at].add(SCOPE_OF[Permission.ROSTER])
    return found


def _judge_names(session: Session, organisation_id: int) -> dict[str, bool]:
    """By issuer, whether any of the people who came last came with a name."""
    query = (
        select(Person.issuer, Person.names)
        .where(Person.organisation_id == organisation_id)
        .order_by(Person.id.desc())
        .limit(RECENT_PEOPLE)
    )
    found: dict[str, bool] = {}
    for issuer, names in session.execute(query):
        found[issuer] = found.get(issuer, False) or bool(read_full_name(names))
    return found


def _card(platform: PlatformRecord, facts: _Facts) -> ConnectionCard:
    deployments = tuple(facts.deployments.get(platform.id, ()))
    granted = frozenset(platform.scopes.split()) | facts.scopes.get(platform.id, set())
    last_launch_at = facts.launches.get(platform.id)
    return ConnectionCard(
        id=platform.id,
        issuer=platform.issuer,
        product=platform.product,
        client_id=platform.client_id,
        created_at=platform.created_at,
        updated_at=platform.updated_at,
        deployments=deployments,
        last_launch_at=last_launch_at,
        last_grade_at=facts.grades.get(platform.id),
        permissions=tuple((one, scope in granted) for one, scope in SCOPE_OF.items()),
        missing=judge_missing(
            waiting=sum(one.state is DeploymentState.SEEN for one in deployments),
            approved=sum(one.state is DeploymentState.APPROVED for one in deployments),
            launched=last_launch_at is not None,
            granted=granted,
            names_shared=facts.names_shared.get(platform.issuer),
            stuck_grades=facts.stuck.get(platform.id, 0),
        ),
    )
