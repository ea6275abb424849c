"""Deciding on a deployment: people launch through it, or they do not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from lti_app.database import transaction
from lti_app.organisation.records import Deployment, DeploymentState


def approve_deployment(deployment_row_id: int, *, organisation_id: int, now: datetime) -> bool:
    """Let people launch through it; False where the organisation has no such deployment."""
    return _decide(
        deployment_row_id, organisation_id=organisation_id, state=DeploymentState.APPROVED, now=now
    )


def turn_deployment_off(deployment_row_id: int, *, organisation_id: int, now: datetime) -> bool:
    """Let nobody launch through it; False where the organisation has no such deployment. Nothing is lost."""
    return _decide(deployment_row_id, organisation_id=organisation_id, state=DeploymentState.OFF, now=now)


def _decide(deployment_row_id: int, *, organisation_id: int, state: DeploymentState, now: datetime) -> bool:
    with transaction() as session:
        decided = session.execute(
            update(Deployment)
            .where(Deployment.id == deployment_row_id, Deployment.organisation_id == organisation_id)
            .values(state=state, decided_at=now)
        )
        return bool(decided.rowcount)  # type: ignore[attr-defined]
