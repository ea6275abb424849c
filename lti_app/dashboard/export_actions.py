"""That a trainer takes a cohort's states out of the service is kept before anything leaves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.export_rules import ExportKind
from lti_app.database import transaction
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.export_records import record_export


def keep_export(*, visit: Visit, kind: ExportKind, now: datetime) -> None:
    """Note the export of the visit's cohort, with how many people are in it."""
    with transaction() as session:
        people = session.scalar(
            select(func.count()).where(
                Membership.cohort_id == visit.cohort_id, Membership.role == Role.PARTICIPANT
            )
        )
        record_export(
            session,
            cohort_id=visit.cohort_id,
            exporter_id=visit.person_id,
            kind=kind.value,
            people=people or 0,
            now=now,
        )
