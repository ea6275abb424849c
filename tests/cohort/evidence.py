"""Work that a person has submitted, put there without the pages; and looks at the tables that tests need."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import select

from lti_app.activity.evidence_records import record_question
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Submission
from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.database import read_only, transaction
from lti_app.gate.rules import list_essential


def find_person_id(app: Flask, subject: str) -> int:
    """The number of the person whom the LMS calls so."""
    with app.app_context(), read_only() as session:
        return session.scalars(select(Person.id).where(Person.subject == subject)).one()


def find_cohort_id(app: Flask, context_id: str = "2") -> int:
    """The number of the course's cohort."""
    with app.app_context(), read_only() as session:
        return session.scalars(select(Cohort.id).where(Cohort.context_id == context_id)).one()


def find_member(app: Flask, subject: str) -> Membership:
    """The person's only membership."""
    with app.app_context(), read_only() as session:
        of_person = Person.id == Membership.person_id
        member = session.scalars(
            select(Membership).join(Person, of_person).where(Person.subject == subject)
        ).one()
        session.expunge(member)
        return member


def submit_all(app: Flask, subject: str, activity_key: str, *, words: str = "My own words") -> None:
    """Let a person have submitted every essential task of an activity."""
    programme = app.extensions["programme"]
    person_id, cohort_id = find_person_id(app, subject), find_cohort_id(app)
    with app.app_context(), transaction() as session:
        for ref in list_essential(programme=programme, activity=programme.activities[activity_key]):
            question = write_question(programme.get_task(ref))
            digest = digest_question(question)
            record_question(session, digest=digest, text=question)
            session.add(
                Submission(
                    person_id=person_id,
                    cohort_id=cohort_id,
                    activity_key=ref.activity,
                    task_key=ref.task,
                    number=1,
                    answers=json.dumps({"text": f"{words} {ref.task}"}),
                    question_digest=digest,
                    pack_version=programme.version,
                    submitted_at=utc_now(),
                )
            )
