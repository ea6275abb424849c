"""Ways to the administrator's pages for tests: by invitation, and by asking from a launch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_app.administration.actions import add_first_invitation
from lti_app.clock import utc_now
from tests.builders import TOOL, csrf_of


@dataclass(frozen=True, slots=True)
class Desk:
    """An administrator in a browser: the address of their visit, and the way to open and send its pages."""

    client: FlaskClient
    root: str

    def show(self, page: str) -> str:
        """The text of a page that must be there."""
        answer = self.client.get(f"{self.root}/{page}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def send(self, page: str, **form: str) -> TestResponse:
        """The answer to a form of this visit."""
        token = csrf_of(self.show("people"))
        return self.client.post(f"{self.root}/{page}", data={"csrf_token": token, **form})


def invite(
    app: Flask, organisation: str = "Northmoor Council", lifetime: timedelta = timedelta(days=7)
) -> str:
    """The path of an invitation, as the command makes one."""
    with app.app_context():
        secret = add_first_invitation(organisation, lifetime=lifetime, now=utc_now())
    assert secret is not None
    return f"/administration/invitation/{secret}"


def accept(client: FlaskClient, path: str, name: str = "Sanjay Patel", origin: str = TOOL) -> TestResponse:
    """The answer to accepting an invitation."""
    return client.post(path, data={"name": name}, headers={"Origin": origin})


def become_administrator(app: Flask, client: FlaskClient, organisation: str = "Northmoor Council") -> Desk:
    """An administrator of the organisation, in that browser."""
    answer = accept(client, invite(app, organisation))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return desk_of(client, answer)


def desk_of(client: FlaskClient, answer: TestResponse) -> Desk:
    """The desk that a redirect leads to."""
    found = re.match(r"/a/[A-Za-z0-9_-]+", urlsplit(answer.headers["Location"]).path)
    assert found is not None
    return Desk(client, found[0])
