"""What waits for whom, gathered for a first page: nothing is written, and the statements are as many for all."""

from __future__ import annotations

from datetime import datetime

from lti_app.cohort.day_rules import london_day
from lti_app.cohort.role_rules import Role
from lti_app.database import read_only
from lti_app.launch.visit_rules import Visit
from lti_app.notices.cohort_facts_records import load_trainer_facts
from lti_app.notices.facts_records import load_participant_facts
from lti_app.notices.rules import Waiting, decide_participant_waiting
from lti_app.notices.work_rules import decide_trainer_waiting
from lti_app.programme.model import Programme

NOTHING = Waiting()


def list_waiting(*, visit: Visit, programme: Programme, now: datetime) -> Waiting:
    """What waits for the participant or trainer of this visit."""
    today = london_day(now)
    with read_only() as session:
        if visit.role is Role.TRAINER:
            facts = load_trainer_facts(
                session,
                programme=programme,
                organisation_id=visit.organisation_id,
                cohort_id=visit.cohort_id,
                today=today,
            )
            return decide_trainer_waiting(programme=programme, facts=facts)
        if visit.role is not Role.PARTICIPANT:
            return NOTHING
        found = load_participant_facts(
            session, programme=programme, person_id=visit.person_id, cohort_id=visit.cohort_id, today=today
        )
    return decide_participant_waiting(
        programme=programme, facts=found.gate, feedback=found.feedback, sent_back=found.sent_back
    )
