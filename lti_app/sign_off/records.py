"""What the rest of the service asks of a line manager's word: who they are, what they verified, and that it is void."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lti_app.activity.records import CompletionRecord
from lti_app.cohort.records import Person
from lti_app.gate.facts_rules import VERIFIED
from lti_app.gate.records import GivenSignOff
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import add_trail_line
from lti_app.programme.model import SignOff
from lti_app.sign_off.naming_records import LineManagerRecord, find_naming
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.statement_records import SignedStatement, find_statement
from lti_app.sign_off.statement_rules import StatementKind, Verification


def find_line_manager(session: Session, *, person_id: int) -> LineManagerRecord | None:
    """The person's confirmed line manager."""
    return find_naming(session, person_id=person_id, state=NamingState.CONFIRMED)


def find_verification(session: Session, *, person_id: int) -> Verification | None:
    """The newest verification of the person's portfolio, void or not; None where there never was one."""
    found = find_statement(session, person_id=person_id, kind=StatementKind.VERIFIED)
    return verification_value(found) if found is not None else None


def void_verification(session: Session, *, person_id: int, reason: str, now: datetime) -> bool:
    """Whether there was a verification that held; from now on it does not, nor the completion that rested on it.

    `reason` is shown to participant, trainer and line manager. A grade that was sent is not called back.
    """
    found = find_statement(session, person_id=person_id, kind=StatementKind.VERIFIED)
    if found is None or found.void_at is not None:
        return False
    found.void_at, found.void_reason = now, reason
    void_sign_off(session, person_id=person_id, sign_off=SignOff.PORTFOLIO, now=now)
    session.execute(
        delete(CompletionRecord).where(
            CompletionRecord.person_id == person_id,
            CompletionRecord.activity_key == VERIFIED.activity,
            CompletionRecord.completed_at >= found.signed_at,
        )
    )
    add_trail_line(
        session,
        organisation_id=session.get_one(Person, person_id).organisation_id,
        deed=Deed.VERIFICATION_VOIDED,
        subject=f"portfolio number {found.number}",
        person_id=person_id,
        now=now,
    )
    return True


def record_sign_off(session: Session, *, person_id: int, sign_off: SignOff, now: datetime) -> None:
    """Let the sign-off hold for the person from now on; one that holds already stays as it is."""
    held = session.query(GivenSignOff).filter_by(person_id=person_id, sign_off=sign_off, void_at=None).first()
    if held is None:
        session.add(GivenSignOff(person_id=person_id, sign_off=sign_off, given_at=now))
        session.flush()


def void_sign_off(session: Session, *, person_id: int, sign_off: SignOff, now: datetime) -> None:
    """Let the sign-off hold no more."""
    session.execute(
        update(GivenSignOff)
        .where(
            GivenSignOff.person_id == person_id,
            GivenSignOff.sign_off == sign_off,
            GivenSignOff.void_at.is_(None),
        )
        .values(void_at=now)
    )


def verification_value(found: SignedStatement) -> Verification:
    """The verification as a frozen value."""
    return Verification(
        name=found.name,
        post=found.post,
        statement=found.statement,
        words=found.words,
        confirmed_by=found.confirmed_by or "",
        confirmed_at=found.confirmed_at,
        signed_at=found.signed_at,
        number=found.number,
        contents_digest=found.contents_digest,
        void_at=found.void_at,
        void_reason=found.void_reason or "",
    )
