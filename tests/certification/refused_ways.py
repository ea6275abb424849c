"""Launches and logins that must be refused for how they come: state, replay, browser, missing parameters."""

from __future__ import annotations

from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_app.database import transaction
from lti_app.organisation.records import Deployment, DeploymentState
from tests.certification.refused import Attempt
from tests.certification.scene import Scene
from tests.lti import forge


def lacks(name: str) -> Attempt:
    """A login without one of its parameters."""
    return lambda scene: scene.lms.post_login(scene.app.test_client(), **{name: None})


def asks(**changes: str) -> Attempt:
    """A login with other parameters."""
    return lambda scene: scene.lms.post_login(scene.app.test_client(), **changes)


def _replay(scene: Scene) -> TestResponse:
    form = scene.make_form()
    scene.post_form(form)
    return scene.post_form(form)


def _mix_clients(scene: Scene) -> TestResponse:
    ours, theirs = scene.make_form(), scene.make_form(scene.other)
    return scene.post_form({"id_token": theirs["id_token"], "state": ours["state"]})


def _mix_logins(scene: Scene) -> TestResponse:
    first, second = scene.make_form(), scene.make_form()
    return scene.post_form({"id_token": first["id_token"], "state": second["state"]})


def _in_another_browser(scene: Scene) -> TestResponse:
    client = scene.app.test_client()
    scene.lms.begin(client)
    return client.post("/lti/launch", data=scene.make_form())


def _expired_login(scene: Scene) -> TestResponse:
    form = scene.make_form()
    scene.let_logins_expire()
    return scene.post_form(form)


def _deployment_off(scene: Scene) -> TestResponse:
    def turn(state: DeploymentState) -> None:
        with scene.app.app_context(), transaction() as session:
            session.execute(update(Deployment).where(Deployment.deployment_id == "1").values(state=state))

    form = scene.make_form()
    turn(DeploymentState.OFF)
    try:
        return scene.post_form(form)
    finally:
        turn(DeploymentState.APPROVED)


def _nonce_of_another_login(scene: Scene) -> TestResponse:
    client = scene.app.test_client()
    earlier, asked = scene.lms.begin(client), scene.lms.begin(client)
    token = forge.sign(scene.lms.claims(earlier["nonce"]), scene.lms.key)
    return client.post("/lti/launch", data={"id_token": token, "state": asked["state"]})


STATES: dict[str, Attempt] = {
    "replayed": _replay,
    "state missing": lambda scene: scene.post_form({"id_token": scene.make_form()["id_token"]}),
    "state unknown": lambda scene: scene.post_form({**scene.make_form(), "state": "unknown"}),
    "state not text": lambda scene: scene.post_form({**scene.make_form(), "state": "\0é" * 2000}),
    "state of another client": _mix_clients,
    "token of another login": _mix_logins,
    "nonce of another login": _nonce_of_another_login,
    "begun in another browser": _in_another_browser,
    "login expired": _expired_login,
    "deployment turned off": _deployment_off,
    "nothing at all": lambda scene: scene.post_form({}),
}

LOGINS: dict[str, Attempt] = {
    "login without issuer": lacks("iss"),
    "login without login hint": lacks("login_hint"),
    "login without target": lacks("target_link_uri"),
    "login from an unknown LMS": asks(iss="https://unknown.example"),
    "login of an unknown client": asks(client_id="unknown"),
    "login with a NUL": asks(lti_deployment_id="1\0"),
    "login with a huge hint": asks(lti_message_hint="x" * 20000),
}
