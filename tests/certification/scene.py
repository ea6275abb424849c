"""The service and two councils' LMSs, set up once for all certification cases, and ways to launch wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.launch.records import LaunchLogLine, Login, Ticket, VisitRecord
from lti_app.launch.visit_rules import LaunchOutcome
from tests.builders import TestLms, make_app, make_lms, make_settings
from tests.lti import forge
from tests.lti.forge import Claims, PlatformKey
from tests.lti.local_server import Respond

Change = Callable[[Claims], Claims]
Token = Callable[[Claims, PlatformKey], str]


@dataclass(frozen=True, slots=True)
class LogLine:
    """What the launch log says of one attempt."""

    reference: str
    outcome: LaunchOutcome
    reasons: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The service, an LMS registered with it, and the LMS of another council, on another issuer."""

    app: Flask
    lms: TestLms
    other: TestLms

    def post_form(self, form: dict[str, str]) -> TestResponse:
        """The answer to that form at the launch address, from a browser that has begun nothing."""
        return self.app.test_client().post("/lti/launch", data=form)

    def launch(self, change: Change, **login: str | None) -> TestResponse:
        """The answer to a launch whose claims are changed, begun with those login parameters."""
        return self.launch_token(lambda claims, key: forge.sign(change(claims), key), **login)

    def launch_token(self, make: Token, **login: str | None) -> TestResponse:
        """The answer to a launch with a token made otherwise."""
        client = self.app.test_client()
        asked = self.lms.begin(client, **login)
        token = make(self.lms.claims(asked["nonce"]), self.lms.key)
        return client.post("/lti/launch", data={"id_token": token, "state": asked["state"]})

    def launch_with_key_set(self, respond: Respond) -> TestResponse:
        """The answer to a right launch from an LMS that answers so when it is asked for its keys."""
        with make_lms(self.app, client_id="strange-keys") as lms:
            lms.register()
            lms.keys.respond = respond
            return lms.launch(self.app.test_client())

    def make_form(self, lms: TestLms | None = None) -> dict[str, str]:
        """A right launch's form, begun in a browser that is closed now."""
        chosen = lms or self.lms
        asked = chosen.begin(self.app.test_client())
        token = forge.sign(chosen.claims(asked["nonce"]), chosen.key)
        return {"id_token": token, "state": asked["state"]}

    def let_logins_expire(self) -> None:
        """Make every login that waits too old."""
        with self.app.app_context(), transaction() as session:
            session.execute(update(Login).values(expires_at=utc_now() - timedelta(seconds=1)))

    def forget_entries(self) -> None:
        """Take every visit and ticket away."""
        with self.app.app_context(), transaction() as session:
            for table in (VisitRecord, Ticket):
                session.execute(delete(table))

    def count_entries(self) -> int:
        """How many visits and tickets there are."""
        with self.app.app_context(), read_only() as session:
            counts = [session.scalar(select(func.count()).select_from(one)) for one in (VisitRecord, Ticket)]
        return sum(count or 0 for count in counts)

    def read_last_log_line(self) -> LogLine:
        """What the launch log says of the last attempt."""
        with self.app.app_context(), read_only() as session:
            line = session.scalars(select(LaunchLogLine).order_by(LaunchLogLine.id.desc()).limit(1)).one()
            return LogLine(line.reference, line.outcome, line.reasons)


@contextmanager
def set_scene(folder: Path) -> Iterator[Scene]:
    """The scene, until the block ends."""
    settings = make_settings(folder, HTTP_READ_TIMEOUT="0.3", LOGIN_LIMIT="0", FAILURE_LIMIT="0")
    with (
        make_app(settings) as app,
        make_lms(app) as lms,
        make_lms(
            app, issuer="https://lms.southmoor.example", client_id="client-9", deployment_id="9"
        ) as other,
    ):
        lms.register()
        other.register("Southmoor Council")
        yield Scene(app, lms, other)


def put(**changes: Any) -> Change:
    """Claims with other values; `lti_` stands for the long names of LTI's own claims."""
    return lambda claims: {**claims, **{long_name(name): value for name, value in changes.items()}}


def drop(*names: str) -> Change:
    """Claims without some."""
    return lambda claims: forge.without(claims, *map(long_name, names))


def long_name(name: str) -> str:
    """The name that a claim has in a token."""
    return forge.LTI + name.removeprefix("lti_") if name.startswith("lti_") else name
