"""Plain functions with which tests of mail make what they need: a service that can mail, and mails in its outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.mail.records import Mail, queue_mail
from lti_app.mail.worker import MailRoom, send_mails
from lti_app.organisation.records import Organisation
from tests.builders import make_app, make_settings
from tests.mail.sink import MailSink

FROM = "Achieving Permanence <learning@northmoor.example>"
TO = "ana@northmoor.example"


@contextmanager
def make_mail_app(folder: Path, database_url: str, **environment: str) -> Iterator[Flask]:
    """A service with one organisation, whose mails go where `environment` says."""
    with make_app(make_settings(folder, DATABASE_URL=database_url, **environment)) as app:
        with app.app_context(), transaction() as session:
            session.add(Organisation(name="Northmoor Council", created_at=utc_now()))
        yield app


def smtp_settings(sink: MailSink, **more: str) -> dict[str, str]:
    """The environment in which mail goes to the sink."""
    return {"SMTP_URL": sink.url, "MAIL_FROM": FROM, "MAIL_FIRST_RETRY": "0", **more}


def queue(app: Flask, *, to: str = TO, now: datetime | None = None, **changes: str) -> int:
    """Put a mail into the outbox; its number."""
    words = {"subject": "Your link", "text": "Dear Ana,\n\nHere is your link.\n", **changes}
    with app.app_context(), transaction() as session:
        organisation = session.scalars(select(Organisation.id)).first()
        assert organisation is not None
        return queue_mail(session, organisation_id=organisation, to=to, now=now or utc_now(), **words)


def make_room(app: Flask) -> MailRoom:
    """What a mail worker of that service works with."""
    return MailRoom(app, app.extensions["settings"], app.extensions["lms_http"])


def send(app: Flask) -> int:
    """Let a worker send what is due; how many were sent."""
    return send_mails(make_room(app))


def get_mail(app: Flask, mail_id: int) -> Mail:
    """The mail's line in the outbox."""
    with app.app_context(), read_only() as session:
        mail = session.get_one(Mail, mail_id)
        session.expunge(mail)
        return mail
