"""Choosing the mail once a week: asking for it, proving the address with a code, and stopping it."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_app.cohort.day_rules import london_day
from lti_app.cohort.name_rules import read_address_digest
from lti_app.cohort.records import Person
from lti_app.database import add_if_absent, transaction
from lti_app.launch.visit_rules import Visit
from lti_app.mail.address_rules import is_mail_address
from lti_app.mail.code_rules import CODES, TRIES_A_CODE, digest_code, is_right_code, write_code
from lti_app.mail.records import queue_mail
from lti_app.notices.records import WeeklyChoice, find_choice
from lti_app.notices.weekly_rules import (
    CODE_LIFETIME,
    CODES_A_DAY,
    ChoiceState,
    Chosen,
    decide_week,
    name_code_use,
)
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState, digest_own_address
from lti_app.sign_off.visit_rules import LineManagerVisit

SUBJECT = "Your code for Achieving Permanence"


def ask_weekly(*, visit: Visit, address: str, secret: str, now: datetime) -> Chosen:
    """What came of asking for the mail at `address`: on at once where it is the one that the LMS knows them by, else a
    code is in the outbox for it."""
    if not is_mail_address(address):
        return Chosen.NO_ADDRESS
    with transaction() as session:
        choice = _lock(session, visit, now)
        names = session.scalars(select(Person.names).where(Person.id == visit.person_id)).one()
        if read_address_digest(names) == digest_own_address(address):
            _turn_on(choice, address, now)
            return Chosen.ON
        today = london_day(now)
        if choice.codes_sent_on != today:
            choice.codes_sent, choice.codes_sent_on = 0, today
        if choice.codes_sent >= CODES_A_DAY:
            return Chosen.TOO_OFTEN
        code = write_code(secrets.randbelow(CODES))
        choice.codes_sent += 1
        choice.asked_address = address
        choice.code_digest = digest_code(code, use=name_code_use(choice.id), key=secret)
        choice.code_ends_at, choice.code_tries = now + CODE_LIFETIME, 0
        if choice.state is ChoiceState.OFF:
            choice.state = ChoiceState.ASKED
        queue_mail(
            session,
            organisation_id=visit.organisation_id,
            to=address,
            subject=SUBJECT,
            text=_write_code(code),
            now=now,
        )
    return Chosen.CODE_SENT


def confirm_weekly(*, visit: Visit, code: str, secret: str, now: datetime) -> Chosen:
    """What came of typing the code. Five tries, half an hour, and it is used up by the first that is right."""
    with transaction() as session:
        choice = _lock(session, visit, now)
        if choice.code_digest is None or choice.code_ends_at is None or choice.asked_address is None:
            return Chosen.CODE_OVER
        if now >= choice.code_ends_at or choice.code_tries >= TRIES_A_CODE:
            return Chosen.CODE_OVER
        choice.code_tries += 1
        if not is_right_code(code, kept=choice.code_digest, use=name_code_use(choice.id), key=secret):
            return Chosen.WRONG_CODE
        _turn_on(choice, choice.asked_address, now)
    return Chosen.ON


def stop_weekly(*, person_id: int, now: datetime) -> Chosen:
    """The mails have ended, and the address is forgotten."""
    with transaction() as session:
        choice = find_choice(session, person_id=person_id)
        if choice is not None:
            _turn_off(session, choice.id, now)
    return Chosen.OFF


def leave_weekly(*, choice_id: int, now: datetime) -> Chosen:
    """The same, by the link in a mail; whoever holds it may use it as often as they like."""
    with transaction() as session:
        _turn_off(session, choice_id, now)
    return Chosen.OFF


def choose_as_line_manager(*, visit: LineManagerVisit, wants: bool, now: datetime) -> Chosen:
    """What came of a line manager's choice on their desk: the mail goes to the address that was confirmed when they
    were named, and to no other."""
    with transaction() as session:
        naming = session.get(LineManagerRecord, visit.line_manager_id)
        if wants and (naming is None or naming.state is not NamingState.CONFIRMED):
            return Chosen.NO_ADDRESS
        choice = add_if_absent(
            session,
            WeeklyChoice,
            unique=("organisation_id", "address_digest"),
            values=_begin(now)
            | {"organisation_id": visit.organisation_id, "address_digest": visit.address_digest},
        )
        if not wants or naming is None:
            _turn_off(session, choice.id, now)
            return Chosen.OFF
        _turn_on(choice, naming.address, now)
    return Chosen.ON


def _begin(now: datetime) -> dict[str, object]:
    return {
        "state": ChoiceState.OFF,
        "code_tries": 0,
        "codes_sent": 0,
        "changed_at": now,
        "last_week": _this_week(now),
    }


def _this_week(now: datetime) -> date | None:
    """The week whose mails are going out already: whoever chooses now hears from the next on."""
    return decide_week(now)


def _lock(session: Session, visit: Visit, now: datetime) -> WeeklyChoice:
    add_if_absent(
        session,
        WeeklyChoice,
        unique=("person_id",),
        values=_begin(now) | {"organisation_id": visit.organisation_id, "person_id": visit.person_id},
    )
    query = select(WeeklyChoice).where(WeeklyChoice.person_id == visit.person_id).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def _turn_on(choice: WeeklyChoice, address: str, now: datetime) -> None:
    if choice.state is not ChoiceState.ON:
        choice.last_week = _this_week(now) or choice.last_week
    choice.state, choice.address, choice.changed_at = ChoiceState.ON, address, now
    choice.asked_address = choice.code_digest = choice.code_ends_at = None


def _turn_off(session: Session, choice_id: int, now: datetime) -> None:
    values = dict.fromkeys(("address", "asked_address", "code_digest", "code_ends_at"))
    session.execute(
        update(WeeklyChoice)
        .where(WeeklyChoice.id == choice_id)
        .values(state=ChoiceState.OFF, changed_at=now, **values)
    )


def _write_code(code: str) -> str:
    return (
        f"Your code is {code}\n\n"
        "Type it on the page where you asked for a mail once a week. It works for half an hour.\n\n"
        "If you did not ask for it, do nothing: without the code no further mail comes to this address.\n"
    )
