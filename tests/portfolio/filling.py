"""A participant who has done the whole programme: every task submitted, in words that can be found again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_app.activity.answers_rules import Answers, write_answers
from lti_app.activity.evidence_records import record_question
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Submission
from lti_app.activity.shape_rules import YES, list_fields
from lti_app.cohort.records import Cohort, Person
from lti_app.database import read_only, transaction
from lti_app.programme.model import Activity, Asks, FinalRating, Programme, Rate, SignOff, Task
from lti_app.sign_off.records import record_sign_off
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import StatementKind
from tests.builders import TestLms, csrf_of

SUBMITTED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Writer:
    """A participant's browser, and the number of the person."""

    app: Flask
    client: FlaskClient
    root: str
    person_id: int
    cohort_id: int

    def open(self, address: str = "", **headers: str) -> TestResponse:
        """A page of the portfolio."""
        return self.client.get(self.address(address), headers=headers)

    def send(self, address: str, fields: dict[str, str | list[str]], *, at: str) -> TestResponse:
        """What a form of the page `at` sends; the answer to the page that it leads to."""
        token = csrf_of(self.open(at).text)
        return self.client.post(
            self.address(address), data={"csrf_token": token, **fields}, follow_redirects=True
        )

    def hand_over(self, **fields: str) -> TestResponse:
        """Hand over what the preview shows."""
        found = re.search(r'name="digest" value="([0-9a-f]{64})"', self.open("preview").text)
        assert found is not None, "there is nothing to hand over"
        return self.send("hand-over", {"digest": found[1], **fields}, at="preview")

    def choose(self, *refs: str) -> TestResponse:
        """Tick these pieces and no others."""
        return self.send("choose", {"pieces": list(refs)}, at="choose")

    def address(self, address: str) -> str:
        """An address of the portfolio's."""
        return f"{self.root}/portfolio" + (f"/{address}" if address else "")


def join(app: Flask, lms: TestLms, name: str = "Pat Example") -> Writer:
    """A participant who has launched week one."""
    client = app.test_client()
    root = lms.enter(client, sub=f"sub-{name}", name=name)
    with app.app_context(), read_only() as session:
        person_id = session.scalars(select(Person.id).where(Person.subject == f"sub-{name}")).one()
        cohort_id = session.scalars(select(Cohort.id)).first()
    assert cohort_id is not None
    return Writer(app, client, root, person_id, cohort_id)


def fill(writer: Writer, *, words: str = "Some words.", only: tuple[str, ...] = ()) -> None:
    """Submit every task of the programme, or `only` these; each text begins with its own reference."""
    with writer.app.app_context(), transaction() as session:
        programme: Programme = writer.app.extensions["programme"]
        for activity, task in list_tasks(programme):
            ref = f"{activity.key}/{task.key}"
            if only and ref not in only:
                continue
            question = write_question(task)
            record_question(session, digest=digest_question(question), text=question)
            earlier = session.scalars(
                select(Submission).where(
                    Submission.person_id == writer.person_id,
                    Submission.activity_key == activity.key,
                    Submission.task_key == task.key,
                )
            ).all()
            session.add(
                Submission(
                    person_id=writer.person_id,
                    cohort_id=writer.cohort_id,
                    activity_key=activity.key,
                    task_key=task.key,
                    number=len(earlier) + 1,
                    answers=write_answers(make_answers(task.asks, f"{ref}: {words}")),
                    question_digest=digest_question(question),
                    pack_version=programme.version,
                    submitted_at=SUBMITTED_AT,
                )
            )


def list_tasks(programme: Programme) -> list[tuple[Activity, Task]]:
    """Every task, with its activity."""
    return [
        (activity, task)
        for module in programme.modules
        for activity in module.activities
        for task in activity.tasks
    ]


def make_answers(asks: Asks, text: str) -> Answers:
    """Answers with `text` wherever something is typed."""
    shape = list_fields(asks)
    dates = {"day": "3", "month": "5", "year": "2027"}
    fields: list[tuple[str, str]] = []
    for name in shape.single:
        date = next((value for part, value in dates.items() if name.endswith(f"-{part}")), None)
        if name.startswith("rating."):
            assert isinstance(asks, Rate | FinalRating)
            fields.append((name, "1" if isinstance(asks, Rate) else str(len(asks.scale))))
        elif date is not None:
            fields.append((name, date))
        elif name == "none":
            continue
        else:
            fields.append((name, YES if name in shape.chosen and name != "role" else text))
    for rows in shape.rows:
        for part in rows.parts:
            value = next((value for key, value in dates.items() if part.endswith(f"-{key}")), text)
            fields.append((rows.name(1, part), value))
    return Answers(tuple(fields))


def verify(writer: Writer, *, number: int = 1, digest: str = "0" * 64) -> None:
    """Let a line manager have verified the portfolio of that number."""
    with writer.app.app_context(), transaction() as session:
        record_sign_off(session, person_id=writer.person_id, sign_off=SignOff.PORTFOLIO, now=SUBMITTED_AT)
        session.add(
            SignedStatement(
                person_id=writer.person_id,
                kind=StatementKind.VERIFIED,
                number=number,
                contents_digest=digest,
                name="Morgan Manager",
                post="Team manager",
                statement="It is satisfactory.",
                words="",
                signed_at=SUBMITTED_AT,
            )
        )
