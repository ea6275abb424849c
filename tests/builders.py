"""Plain functions with which tests make what they need: settings, the service, an LMS, and whole launches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_app import create_app
from lti_app.clock import utc_now
from lti_app.database import close_connections, transaction
from lti_app.lti.keys import make_signing_key
from lti_app.organisation.actions import Registration, register_platform
from lti_app.organisation.records import Organisation, SigningKeyRecord, find_organisation
from lti_app.settings import Settings, read_settings
from tests.databases import make_tables
from tests.kept import KeptRule, KeptTemplates, load_kept
from tests.lti import forge
from tests.lti.forge import Claims, PlatformKey, make_platform_key
from tests.lti.local_server import LocalServer, make_answer, serve

Flask.url_rule_class = KeptRule
TOOL = "http://127.0.0.1:8000"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def make_settings(folder: Path, **environment: str) -> Settings:
    """Settings for a service that keeps everything under `folder`."""
    return read_settings({"INSTANCE_DIR": str(folder / "instance"), "PUBLIC_URL": TOOL, **environment})


@contextmanager
def make_app(settings: Settings) -> Iterator[Flask]:
    """The service with empty tables; its connections are closed when the block ends."""
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    make_tables(settings.database_url)
    app = create_app(settings, programme=load_kept(settings.programme_dir))
    app.testing = False
    app.jinja_env.bytecode_cache = KeptTemplates()
    yield app
    with app.app_context():
        close_connections()


@cache
def make_kept_key(_organisation: str) -> tuple[str, str, str]:
    """A pair of keys to sign with; the same one for the same organisation, since making one takes long."""
    return make_signing_key()


def add_organisation(name: str) -> None:
    """Add an organisation with a key that this run has made for it, unless it is there."""
    with transaction() as session:
        if find_organisation(session, name) is not None:
            return
        private_pem, public_jwk, kid = make_kept_key(name)
        now = utc_now()
        organisation = Organisation(name=name, created_at=now)
        session.add(organisation)
        session.flush()
        session.add(
            SigningKeyRecord(
                organisation_id=organisation.id,
                kid=kid,
                private_pem=private_pem,
                public_jwk=public_jwk,
                created_at=now,
                signs_from=now,
            )
        )


@dataclass
class TestLms:
    """An LMS for tests in the same process: its key set is really served, its tokens are really signed."""

    __test__ = False

    app: Flask
    key: PlatformKey
    keys: LocalServer
    issuer: str = "https://moodle.example.org"
    client_id: str = "client-1"
    deployment_id: str = "1"

    def register(self, organisation: str = "Northmoor Council") -> int:
        """Register this LMS; its number."""
        registration = Registration(
            organisation=organisation,
            issuer=self.issuer,
            client_id=self.client_id,
            deployment_id=self.deployment_id,
            auth_url=f"{self.issuer}/mod/lti/auth.php",
            token_url=f"{self.issuer}/mod/lti/token.php",
            jwks_url=self.keys.url + "/jwks",
        )
        with self.app.app_context():
            add_organisation(organisation)
            return register_platform(registration, now=utc_now()).platform_id

    def begin(self, client: FlaskClient, **changes: str | None) -> dict[str, str]:
        """Begin a login, as Moodle posts it; the parameters of the authorisation request that it leads to."""
        answer = self.post_login(client, **changes)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        query = parse_qs(urlsplit(answer.headers["Location"]).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def post_login(self, client: FlaskClient, **changes: str | None) -> TestResponse:
        """The answer to a login, as Moodle posts it; a parameter of None is left out."""
        form: dict[str, str | None] = {
            "iss": self.issuer,
            "target_link_uri": f"{TOOL}/lti/launch",
            "login_hint": "4",
            "lti_message_hint": '{"cmid":2,"launchid":"ltilaunch1_72791404"}',
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
            **changes,
        }
        return client.post(
            "/lti/login", data={name: value for name, value in form.items() if value is not None}
        )

    def claims(self, nonce: str, *, activity: str | None = "m1-w1", **changes: Any) -> Claims:
        """What this LMS says of a participant's launch; `changes` are laid over the short names of LTI claims."""
        claims = forge.make_claims(
            issuer=self.issuer,
            client_id=self.client_id,
            tool_url=TOOL,
            nonce=nonce,
            now=datetime.now(UTC),
            deployment_id=self.deployment_id,
        )
        claims[CLAIM + "custom"] = {"activity": activity} if activity else {}
        return {**claims, **changes}

    def picker_claims(self, nonce: str, *, roles: list[str], **settings: Any) -> Claims:
        """What this LMS says when somebody adds content to a course; `settings` are the deep-linking settings'."""
        claims = forge.make_deep_linking(self.claims(nonce), **settings)
        return {**claims, CLAIM + "roles": roles}

    def launch(self, client: FlaskClient, *, activity: Any = "m1-w1", **changes: Any) -> TestResponse:
        """A whole launch; the answer to its POST."""
        asked = self.begin(client)
        return self.post(client, asked, self.claims(asked["nonce"], activity=activity, **changes))

    def post(self, client: FlaskClient, asked: Mapping[str, str], claims: Claims) -> TestResponse:
        """Post the launch that answers the authorisation request."""
        form = {"id_token": forge.sign(claims, self.key), "state": asked["state"]}
        return client.post("/lti/launch", data=form)

    def enter(self, client: FlaskClient, *, activity: Any = "m1-w1", **changes: Any) -> str:
        """A whole launch that must succeed; the address of the visit, without the page (`/v/…`)."""
        answer = self.launch(client, activity=activity, **changes)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return visit_of(answer)


def visit_of(answer: TestResponse) -> str:
    """The visit that a redirect leads into, as the beginning of its addresses."""
    found = re.match(r"/v/[A-Za-z0-9_-]+", urlsplit(answer.headers["Location"]).path)
    assert found is not None
    return found[0]


def csrf_of(page: str) -> str:
    """The CSRF token of a page's form."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert found is not None, "the page has no form"
    return found[1]


@contextmanager
def make_lms(app: Flask, **identity: str) -> Iterator[TestLms]:
    """An LMS whose key set is served until the block ends."""
    key = make_platform_key()
    with serve(make_answer(forge.make_key_set(key))) as keys:
        yield TestLms(app=app, key=key, keys=keys, **identity)
