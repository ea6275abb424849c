"""A line manager is told by mail that something waits for their word: once a day for each of their people, at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.evidence_records import find_last_submission, lock_person
from lti_app.database import transaction
from lti_app.mail.records import queue_mail
from lti_app.portfolio.records import find_handed_over
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import TrailLine
from lti_app.programme.model import ActivityKey, Agreement, Discussion, Programme, TaskKey, TaskRef
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.letter_rules import write_waiting_mail
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.records import find_line_manager
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import decide_may_confirm
from lti_app.sign_off.visit_records import find_mailbox_link

AT_MOST_EVERY = timedelta(days=1)


def tell_of_work(*, person_id: int, programme: Programme, ref: tuple[str, str], now: datetime) -> bool:
    """Whether a mail is in the outbox: for a learning agreement, or a discussion with the line manager, without a word.

    `ref` are the keys of activity and task. The mail names nobody and quotes nothing.
    """
    activity = programme.find_activity(ref[0])
    task = activity.find_task(ref[1]) if activity is not None else None
    if task is None or not isinstance(task.asks, Agreement | Discussion):
        return False
    with transaction() as session:
        lock_person(session, person_id)
        named = TaskRef(ActivityKey(ref[0]), TaskKey(ref[1]))
        last = find_last_submission(session, person_id=person_id, ref=named)
        if last is None or _has_word(session, person_id, f"{ref[0]}/{ref[1]}", last.number):
            return False
        role = load_answers(last.answers).get("role")
        if isinstance(task.asks, Discussion) and not decide_may_confirm(task.asks, role=role):
            return False
        return _tell(session, person_id, now)


def tell_of_portfolio(*, person_id: int, now: datetime) -> bool:
    """The same for a portfolio that lies with the line manager."""
    with transaction() as session:
        lock_person(session, person_id)
        return find_handed_over(session, person_id=person_id) is not None and _tell(session, person_id, now)


def _has_word(session: Session, person_id: int, ref: str, number: int) -> bool:
    about = {"person_id": person_id, "ref": ref, "number": number}
    return session.query(SignedStatement.id).filter_by(**about).first() is not None


def _tell(session: Session, person_id: int, now: datetime) -> bool:
    naming = find_line_manager(session, person_id=person_id)
    if naming is None or _is_told(session, naming, now):
        return False
    link = find_mailbox_link(session, naming, now=now)
    subject, text = write_waiting_mail(expires_at=link.expires_at if link is not None else None)
    queue_mail(
        session,
        organisation_id=naming.organisation_id,
        to=naming.address,
        subject=subject,
        text=text,
        now=now,
    )
    record_naming_deed(session, naming, Deed.TOLD, now)
    return True


def _is_told(session: Session, naming: LineManagerRecord, now: datetime) -> bool:
    """Whether this line manager was told about this person within a day; the trail knows it."""
    told = select(TrailLine.id).where(
        TrailLine.person_id == naming.person_id,
        TrailLine.deed == Deed.TOLD.value,
        TrailLine.subject == f"line manager {naming.id}",
        TrailLine.at > now - AT_MOST_EVERY,
    )
    return session.scalar(told.limit(1)) is not None
