"""A participant, a trainer and a line manager, each in a browser of their own, and the mail that goes between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from werkzeug.test import TestResponse

from lti_app.database import read_only, transaction
from lti_app.mail.records import Mail
from lti_app.privacy.trail_records import TrailLine
from lti_app.sign_off.naming_records import MailDomains
from tests.builders import CLAIM, INSTRUCTOR, TOOL, TestLms, csrf_of
from tests.portfolio.filling import SUBMITTED_AT, Writer, join

OWN_ADDRESS = "pat.example@northmoor.gov.uk"
MANAGERS_ADDRESS = "morgan.lee@northmoor.gov.uk"
NAMED = {"name": "Morgan Lee", "post": "Team manager", "address": MANAGERS_ADDRESS}
SIGNED = {"name": "Morgan Lee", "post": "Team manager", "words": "I have seen it in practice."}


@dataclass
class Scene:
    """A cohort of one participant and one trainer."""

    app: Flask
    lms: TestLms
    writer: Writer
    trainer: FlaskClient
    root: str

    @property
    def about(self) -> str:
        """The trainer's page about the participant's line manager."""
        return f"{self.root}/cohort/people/{self.writer.person_id}/line-manager"

    def name(self, **fields: str) -> TestResponse:
        """The trainer names a line manager."""
        token = csrf_of(self.trainer.get(self.about).text)
        return self.trainer.post(self.about, data={**NAMED, "csrf_token": token, **fields})

    def decide(self, decision: str, **fields: str) -> TestResponse:
        """The trainer confirms, declines, ends, or sends a link."""
        token = csrf_of(self.trainer.get(self.about).text)
        return self.trainer.post(f"{self.about}/{decision}", data={"csrf_token": token, **fields})

    def make_link(self) -> str:
        """The path of a new link, as the trainer copies it."""
        return read_link(self.decide("link").text)

    def propose(self, **fields: str) -> TestResponse:
        """The participant proposes a line manager."""
        page = f"{self.writer.root}/line-manager"
        token = csrf_of(self.writer.client.get(page).text)
        return self.writer.client.post(page, data={**NAMED, "csrf_token": token, **fields})

    def list_rows(self, table: type[DeclarativeBase]) -> list[Any]:
        """Everything in a table, by number."""
        with self.app.app_context(), read_only() as session:
            rows = list(session.scalars(select(table).order_by(table.__table__.c[0])))
            session.expunge_all()
            return rows

    def list_refusals(self) -> list[str]:
        """The reasons for which a link or a person was refused, as the trail has them."""
        return [one.reason for one in self.list_rows(TrailLine) if "refused" in one.deed]

    def read_mail(self) -> str:
        """The text of the mail that was queued last."""
        text = self.list_rows(Mail)[-1].text
        assert isinstance(text, str)
        return text


@dataclass
class Desk:
    """A line manager's browser with the desk open."""

    client: FlaskClient
    root: str

    def open(self, path: str = "") -> TestResponse:
        """A page of the desk."""
        return self.client.get(self.root + path)

    def send(self, path: str, **fields: str) -> TestResponse:
        """The answer to a form of that page, with what it hides."""
        page = self.open(path.removesuffix("/withdraw")).text
        hidden = dict(
            re.findall(r'<input type="hidden" name="(number|digest|decision)" value="([^"]*)">', page)
        )
        return self.client.post(self.root + path, data={**hidden, "csrf_token": csrf_of(page), **fields})


def make_scene(app: Flask, lms: TestLms) -> Scene:
    """The scene, with nobody named yet and one mail domain."""
    writer = join(app, lms)
    again(lms, writer)
    trainer = app.test_client()
    root = lms.enter(
        trainer,
        sub="trainer-1",
        name="Tara Teacher",
        email="tara@northmoor.gov.uk",
        **{CLAIM + "roles": [INSTRUCTOR]},
    )
    with app.app_context(), transaction() as session:
        session.add(MailDomains(organisation_id=1, domains="northmoor.gov.uk", set_at=SUBMITTED_AT))
    return Scene(app, lms, writer, trainer, root)


def again(lms: TestLms, writer: Writer) -> None:
    """The participant launches again, with the address that the LMS knows."""
    writer.root = lms.enter(writer.client, sub="sub-Pat Example", name="Pat Example", email=OWN_ADDRESS)


def read_link(page: str) -> str:
    """The path of the link that a page or a mail shows."""
    found = re.search(rf"{re.escape(TOOL)}(/m/link/[A-Za-z0-9_.-]+)", page)
    assert found is not None, "no link is shown"
    return found[1]


def press(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """The answer to a button of a link's page."""
    return client.post(path, data=fields, headers={"Origin": TOOL})


def read_code(scene: Scene) -> str:
    """The code that was mailed last."""
    found = re.search(r"Your code is (\d{3}) (\d{3})", scene.read_mail())
    assert found is not None, "no code was mailed"
    return found[1] + found[2]


def open_desk(scene: Scene, path: str, client: FlaskClient | None = None) -> Desk:
    """The desk, opened with the link and, where one is asked for, the code."""
    client = client or scene.app.test_client()
    answer = press(client, path)
    if answer.headers.get("Location", "").endswith("/code"):
        answer = press(client, f"{path}/code", code=read_code(scene))
    assert answer.status_code == 303, answer.text
    return Desk(client, urlsplit(answer.headers["Location"]).path)


def of(scene: Scene, path: str) -> str:
    """An address of the participant on the desk."""
    return f"/people/{scene.writer.person_id}/{path}"
