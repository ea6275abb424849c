"""People who have everything that a certificate asks for, or all but something, put straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_app.activity.records import CompletionRecord, Question, Submission
from lti_app.clock import utc_now
from lti_app.cohort.records import Membership, Person
from lti_app.database import transaction
from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited
from lti_app.gate.records import GivenSignOff
from lti_app.gate.weeks_rules import list_required
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import Programme, SignOff, TaskRef
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.records import Attendance
from tests.builders import TestLms, csrf_of
from tests.workshop import days


@dataclass
class Holder:
    """A participant in a browser, and their numbers."""

    app: Flask
    person: days.Person
    person_id: int
    cohort_id: int
    token: str

    @property
    def programme(self) -> Programme:
        """What they take part in."""
        programme: Programme = self.app.extensions["programme"]
        return programme

    def show(self) -> str:
        """The page of their certificate."""
        answer = self.person.open("certificate")
        assert answer.status_code == 200
        return answer.text

    def finish(self, *, but: Iterable[TaskRef] = ()) -> None:
        """Do, attend and have verified everything, but the tasks and marks named."""
        with self.app.app_context(), transaction() as session:
            session.add(
                HandedOver(
                    person_id=self.person_id, number=1, contents="{}", digest="d", handed_over_at=utc_now()
                )
            )
            session.merge(Question(digest="q", text="A question"))
            for ref in list_everything(self.programme):
                if ref not in set(but):
                    _add(session, self, ref)

    def add(self, ref: TaskRef) -> None:
        """Do one task, or have it attended or verified."""
        with self.app.app_context(), transaction() as session:
            _add(session, self, ref)

    def await_word(self, ref: TaskRef) -> None:
        """Let a task that is done wait for the trainer."""
        with self.app.app_context(), transaction() as session:
            session.execute(
                update(Submission)
                .where(Submission.activity_key == ref.activity, Submission.task_key == ref.task)
                .values(awaits=Awaited.TRAINER)
            )

    def complete(self, activity_key: str) -> None:
        """Have an activity completed once, and take away what it was completed with."""
        with self.app.app_context(), transaction() as session:
            session.add(
                CompletionRecord(person_id=self.person_id, activity_key=activity_key, completed_at=utc_now())
            )
            session.execute(delete(Submission).where(Submission.activity_key == activity_key))

    def void_verification(self) -> None:
        """Let the verification no longer hold."""
        with self.app.app_context(), transaction() as session:
            session.execute(update(GivenSignOff).values(void_at=utc_now()))

    def issue(self, name: str = "Ana Participant") -> str:
        """Issue the certificate; its number."""
        assert self.press(name).status_code == 303
        return read_number_of(self.show())

    def press(self, name: str) -> TestResponse:
        """The answer to the button that issues the certificate."""
        sent = {"csrf_token": self.token, "name": name}
        return self.person.client.post(f"{self.person.root}/certificate", data=sent)


def join(app: Flask, lms: TestLms, name: str = "Ana Participant") -> Holder:
    """A participant who has launched the first week."""
    person = days.join(app, lms, name)
    with app.app_context(), transaction() as session:
        row = session.scalars(
            select(Person).where(Person.subject == f"sub-{name}").order_by(Person.id.desc())
        ).first()
        assert row is not None
        cohort_id = session.scalars(select(Membership.cohort_id).where(Membership.person_id == row.id)).one()
    token = csrf_of(person.open("activity/m1-w1/task/experience").text)
    return Holder(app, person, row.id, cohort_id, token)


def list_everything(programme: Programme) -> tuple[TaskRef, ...]:
    """Every task, attendance and verification that the programme requires."""
    return tuple(
        dict.fromkeys(
            ref
            for module in programme.modules
            for one in module.activities
            for ref in list_required(programme=programme, activity=one)
        )
    )


def read_number_of(page: str) -> str:
    """The certificate's number on its holder's page."""
    start = page.index("AP-20")
    return page[start : start + 17]


def _add(session: Session, holder: Holder, ref: TaskRef) -> None:
    now = utc_now()
    if ref == VERIFIED:
        session.add(GivenSignOff(person_id=holder.person_id, sign_off=SignOff.PORTFOLIO, given_at=now))
    elif ref.task == ATTENDED:
        session.add(
            Attendance(
                cohort_id=holder.cohort_id,
                person_id=holder.person_id,
                workshop_key=ref.activity,
                presence=Presence.PRESENT,
                marked_at=now,
            )
        )
    else:
        session.add(
            Submission(
                person_id=holder.person_id,
                cohort_id=holder.cohort_id,
                activity_key=ref.activity,
                task_key=ref.task,
                number=1,
                answers="{}",
                question_digest="q",
                pack_version="1",
                submitted_at=now,
            )
        )
