"""Tickets: what a verified launch gets whose browser brought no cookie, and what one new window makes of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, delete, false, true
from sqlalchemy.orm import Session

from lti_app.database import transaction
from lti_app.launch.actions import add_visit
from lti_app.launch.admission_rules import Admission, OpenedVisit
from lti_app.launch.log_actions import close_log_line
from lti_app.launch.records import Ticket
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.organisation.records import Deployment, DeploymentState

PROVED = "in a new window; browser proved by platform storage"
CONFIRMED = "in a new window; confirmed by the person"


def add_ticket(
    session: Session,
    admission: Admission,
    *,
    reference: str,
    proof_digest: str | None,
    lifetime: timedelta,
    now: datetime,
) -> str:
    """The secret of a ticket with which one new window may open this admission's visit."""
    secret = secrets.token_urlsafe(32)
    ticket = Ticket(
        digest=digest(secret),
        proof_digest=proof_digest,
        reference=reference,
        admission=admission.as_json(),
        expires_at=now + lifetime,
    )
    session.add(ticket)
    return secret


def redeem_ticket(
    secret: str,
    *,
    proof: str,
    confirmed: bool,
    browser_secret: str,
    lifetime: timedelta,
    milliseconds: int,
    now: datetime,
) -> OpenedVisit | None:
    """The visit that the ticket opens, for exactly one of any number of callers; None once used or too old, or when its
    learning site has been turned off since.

    `proof` is what the LMS's storage gave back. A wrong one opens nothing and leaves the ticket good; without one the
    person must have confirmed who they are (docs/decisions/0008).
    """
    with transaction() as session:
        redeemed = _take(session, secret, proof=proof, confirmed=confirmed, now=now)
        if redeemed is None:
            return None
        admission = Admission.from_json(redeemed.admission)
        deployment = session.get(Deployment, admission.deployment_row_id)
        if deployment is None or deployment.state is not DeploymentState.APPROVED:
            return None
        visit_id = add_visit(
            session.connection(),
            admission,
            browser_secret=browser_secret,
            login_digest=digest(secret),
            lifetime=lifetime,
            now=now,
        )
        close_log_line(
            session.connection(),
            redeemed.reference,
            outcome=LaunchOutcome.ADMITTED,
            reasons=PROVED if proof else CONFIRMED,
            milliseconds=milliseconds,
        )
        return OpenedVisit(visit_id=visit_id, admission=admission)


def _take(
    session: Session, secret: str, *, proof: str, confirmed: bool, now: datetime
) -> Row[str, str] | None:
    """What the ticket stands for, which is used up by it; None where the ticket or the proof is not right."""
    vouched: ColumnElement[bool] = Ticket.proof_digest == digest(proof)
    if not proof:
        vouched = true() if confirmed else false()
    return session.execute(
        delete(Ticket)
        .where(Ticket.digest == digest(secret), Ticket.expires_at > now, vouched)
        .returning(Ticket.admission, Ticket.reference)
    ).one_or_none()
