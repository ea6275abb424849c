"""Deciding for one person whether this week's mail goes, and putting it into the outbox: both, or neither."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import Standing
from lti_app.database import transaction
from lti_app.mail.records import queue_mail
from lti_app.notices.cohort_facts_records import load_trainer_facts
from lti_app.notices.facts_records import load_line_manager_words, load_participant_facts
from lti_app.notices.records import WeeklyChoice
from lti_app.notices.rules import NoticeKind, Waiting, decide_participant_waiting
from lti_app.notices.weekly_rules import ChoiceState, list_letter_lines, write_letter
from lti_app.notices.work_rules import add_up, decide_line_manager_waiting, decide_trainer_waiting
from lti_app.programme.model import Programme


def send_weekly(*, choice_id: int, week: date, programme: Programme, leave_url: str, now: datetime) -> bool:
    """Whether that week's mail is now in the outbox for that person.

    The week is marked as decided in the same transaction: a second worker, or a second run, finds it so. Nothing is
    sent where nothing waits.
    """
    with transaction() as session:
        marked = session.execute(
            update(WeeklyChoice)
            .where(
                WeeklyChoice.id == choice_id,
                WeeklyChoice.state == ChoiceState.ON,
                or_(WeeklyChoice.last_week.is_(None), WeeklyChoice.last_week < week),
            )
            .values(last_week=week)
        )
        if not marked.rowcount:  # type: ignore[attr-defined]
            return False
        choice = session.get_one(WeeklyChoice, choice_id)
        lines = list_letter_lines(_list_waiting(session, choice, programme, london_day(now)))
        letter = write_letter(lines=lines, leave_url=leave_url, from_course=choice.person_id is not None)
        if letter is None or choice.address is None:
            return False
        queue_mail(
            session,
            organisation_id=choice.organisation_id,
            to=choice.address,
            subject=letter.subject,
            text=letter.text,
            unsubscribe_url=letter.leave_url,
            now=now,
        )
    return True


def _list_waiting(session: Session, choice: WeeklyChoice, programme: Programme, today: date) -> list[Waiting]:
    """What waits for the person in whatever they are: a line manager, or a participant and a trainer of courses."""
    if choice.person_id is None:
        words = load_line_manager_words(
            session,
            programme=programme,
            organisation_id=choice.organisation_id,
            address_digest=choice.address_digest or "",
        )
        return [decide_line_manager_waiting(words=words)]
    here = session.execute(
        select(Membership.cohort_id, Membership.role)
        .where(
            Membership.person_id == choice.person_id,
            Membership.left_at.is_(None),
            Membership.standing == Standing.TAKING_PART,
        )
        .order_by(Membership.last_seen_at.desc(), Membership.id.desc())
    ).all()
    learns_in = [one.cohort_id for one in here if one.role is Role.PARTICIPANT]
    teaches_in = [one.cohort_id for one in here if one.role is Role.TRAINER]
    waiting = [_of_participant(session, choice.person_id, one, programme, today) for one in learns_in[:1]]
    if teaches_in:
        waiting.append(_of_trainer(session, choice.organisation_id, teaches_in, programme, today))
    return waiting


def _of_participant(
    session: Session, person_id: int, cohort_id: int, programme: Programme, today: date
) -> Waiting:
    found = load_participant_facts(
        session, programme=programme, person_id=person_id, cohort_id=cohort_id, today=today
    )
    return decide_participant_waiting(
        programme=programme, facts=found.gate, feedback=found.feedback, sent_back=found.sent_back
    )


def _of_trainer(
    session: Session, organisation_id: int, cohorts: list[int], programme: Programme, today: date
) -> Waiting:
    """What waits in all of a trainer's cohorts, added up: no mail says what a course is called."""
    facts = add_up(
        load_trainer_facts(
            session, programme=programme, organisation_id=organisation_id, cohort_id=one, today=today
        )
        for one in cohorts
    )
    waiting = decide_trainer_waiting(programme=programme, facts=facts)
    # Where a reading is kept is a matter of setting up, on the page of the cohort and in no mail.
    return Waiting(tuple(one for one in waiting.mine if one.kind is not NoticeKind.READINGS))
