"""What the decision on a certificate is made from: the gate's facts, and when the verification was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.state_records import list_states
from lti_app.certificate.rules import Decision, decide_certificate
from lti_app.cohort.day_rules import london_day
from lti_app.database import flushed
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.records import GivenSignOff
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import Programme, SignOff


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything that is so for one person; `verified_at` None where no verification stands."""

    gate: GateFacts
    verified_at: datetime | None
    handed_over: bool

    def decide(self, programme: Programme) -> Decision:
        """What `decide_certificate` says of them."""
        return decide_certificate(
            programme=programme,
            done=self.gate.done,
            counted=self.gate.counted,
            completed=self.gate.completed,
            attended=self.gate.attended,
            verified_at=self.verified_at,
            handed_over=self.handed_over,
        )


def load_certificate_facts(
    session: Session, *, programme: Programme, person_id: int, cohort_id: int, now: datetime
) -> CertificateFacts:
    """The facts of a person, in whatever cohort they were earned, in four statements."""
    connection = flushed(session)
    gate = load_facts(
        connection,
        programme=programme,
        person_id=person_id,
        cohort_id=cohort_id,
        states=list_states(connection, person_id),
        today=london_day(now),
    )
    verified_at = session.scalar(
        select(GivenSignOff.given_at)
        .where(
            GivenSignOff.person_id == person_id,
            GivenSignOff.sign_off == SignOff.PORTFOLIO,
            GivenSignOff.void_at.is_(None),
        )
        .order_by(GivenSignOff.given_at.desc())
        .limit(1)
    )
    return CertificateFacts(gate, verified_at, _find_handed_over(session, person_id))


def _find_handed_over(session: Session, person_id: int) -> bool:
    """Whether the portfolio is handed over, without its words; not so where the last one was taken back."""
    query = select(HandedOver.id, HandedOver.taken_back_at).where(HandedOver.person_id == person_id)
    last = session.execute(query.order_by(HandedOver.number.desc()).limit(1)).one_or_none()
    return last is not None and last.taken_back_at is None
