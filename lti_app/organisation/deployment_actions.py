"""Deciding on a deployment: people launch through it, or they do not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lti_app.database import transaction
from lti_app.launch.records import VisitRecord
from lti_app.organisation.records import Deployment, DeploymentState


def approve_deployment(deployment_row_id: int, *, organisation_id: int, now: datetime) -> bool:
    """Let people launch through it; False where the organisation has no such deployment."""
    with transaction() as session:
        return _decide(session, deployment_row_id, organisation_id, DeploymentState.APPROVED, now)


def turn_deployment_off(deployment_row_id: int, *, organisation_id: int, now: datetime) -> bool:
    """Let nobody launch through it, and end the visits of those who have; False where there is no such deployment.

    Nothing is lost: what somebody is typing stays in their tab, and is offered to them when they come back.
    """
    with transaction() as session:
        if not _decide(session, deployment_row_id, organisation_id, DeploymentState.OFF, now):
            return False
        session.execute(delete(VisitRecord).where(VisitRecord.deployment_row_id == deployment_row_id))
        return True


def _decide(
    session: Session, deployment_row_id: int, organisation_id: int, state: DeploymentState, now: datetime
) -> bool:
    decided = session.execute(
        update(Deployment)
        .where(Deployment.id == deployment_row_id, Deployment.organisation_id == organisation_id)
        .values(state=state, decided_at=now)
    )
    return bool(decided.rowcount)  # type: ignore[attr-defined]
