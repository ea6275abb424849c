"""A cohort's trainers choose after how many days somebody counts as stuck."""

from __future__ import annotations

from datetime import datetime

from lti_app.dashboard.headway_records import PaceChoice
from lti_app.database import transaction
from lti_app.launch.visit_rules import Visit


def set_stuck_after(*, visit: Visit, days: int, now: datetime) -> None:
    """From now on somebody of the visit's cohort is stuck after so many days without a step."""
    with transaction() as session:
        session.merge(
            PaceChoice(cohort_id=visit.cohort_id, stuck_after=days, set_at=now, set_by_id=visit.person_id)
        )
