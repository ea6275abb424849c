"""What a trainer records of a person's standing: deferred, withdrawn, or taking part again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from lti_app.activity.queueing_records import queue_joined
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme


def set_standing(
    *,
    visit: Visit,
    person_id: int,
    standing: Standing,
    on: date | None,
    reason: str,
    programme: Programme,
    now: datetime,
) -> None:
    """Record a participant's standing in the visit's cohort, with its day and reason. Raises NotHere.

    The evidence is the person's: it stays, and counts in whichever cohort they join later. Taking part again clears
    day and reason, and queues what was earned meanwhile.
    """
    with transaction() as session:
        member = session.scalar(
            select(Membership)
            .where(
                Membership.cohort_id == visit.cohort_id,
                Membership.person_id == person_id,
                Membership.role == Role.PARTICIPANT,
            )
            .with_for_update()
        )
        if member is None:
            raise NotHere("no such participant in this cohort")
        is_here = standing is Standing.TAKING_PART
        member.standing = standing
        member.standing_on = None if is_here else on
        member.standing_reason = None if is_here else reason
        member.standing_set_by_id = visit.person_id
        if is_here:
            queue_joined(
                session, programme=programme, cohort_id=visit.cohort_id, person_id=person_id, now=now
            )
