"""Every launch that must be refused, by name: the certification suite's, and ours besides."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from werkzeug.test import TestResponse

from tests.certification.scene import Change, Scene, drop, put
from tests.lti import forge
from tests.lti.forge import Claims, PlatformKey
from tests.lti.local_server import make_answer

Attempt = Callable[[Scene], TestResponse]
STRANGER = forge.make_platform_key("another").private
LATER = threading.Event()


def says(change: Change, **login: str | None) -> Attempt:
    """A launch whose claims are changed."""
    return lambda scene: scene.launch(change, **login)


def signed(**header: object) -> Attempt:
    """A launch under another header, signed as the header says."""
    return lambda scene: scene.launch_token(
        lambda claims, key: forge.sign_text(json.dumps(claims).encode(), key, **header)
    )


def spoilt(spoil: Callable[[str], str]) -> Attempt:
    """A launch whose token is changed after it was signed."""
    return lambda scene: scene.launch_token(lambda claims, key: spoil(forge.sign(claims, key)))


def times(**seconds: int) -> Attempt:
    """A launch whose times are moved by so many seconds from now."""

    def change(claims: Claims) -> Claims:
        now = int(time.time())
        return {**claims, **{name: now + by for name, by in seconds.items()}}

    return says(change)


def keys(body: bytes, status: int = 200, **headers: str) -> Attempt:
    """A launch from an LMS that answers so when it is asked for its keys."""
    return lambda scene: scene.launch_with_key_set(make_answer(body, status=status, headers=headers))


def with_jwk(**changes: object) -> Attempt:
    """A launch from an LMS that publishes its key otherwise."""
    return keys(json.dumps({"keys": [forge.make_jwk(forge.make_platform_key(), **changes)]}).encode())


def _flip(token: str) -> str:
    return token[:-20] + ("A" if token[-20] != "A" else "B") + token[-19:]


def _sign_as_stranger(claims: Claims, key: PlatformKey) -> str:
    return forge.sign(claims, PlatformKey(kid=key.kid, private=STRANGER))


def _name_twice(claims: Claims, key: PlatformKey) -> str:
    return forge.sign_text(json.dumps(claims).encode()[:-1] + b', "sub": "1"}', key)


def _answer_late(handler: BaseHTTPRequestHandler) -> None:
    LATER.wait(1)
    handler.close_connection = True


MANY = (
    "lti_version",
    "lti_roles",
    "lti_deployment_id",
    "lti_resource_link",
    "lti_message_type",
    "nonce",
    "exp",
)

CERTIFICATION: dict[str, Attempt] = {
    "no kid": signed(kid=None),
    "wrong kid": signed(kid="imsglobal_86d5d8a9"),
    "version 11.3": says(put(lti_version="11.3")),
    "no version": says(drop("lti_version")),
    "not an LTI body": lambda scene: scene.launch_token(
        lambda claims, key: forge.sign({"name": "badltilaunch"}, key)
    ),
    "message type missing": says(drop("lti_message_type")),
    "roles missing": says(drop("lti_roles")),
    "deployment missing": says(drop("lti_deployment_id")),
    "resource link missing": says(drop("lti_resource_link")),
    "target missing": says(drop("lti_target_link_uri")),
    "issuer missing": says(drop("iss")),
    "audience missing": says(drop("aud")),
    "nonce missing": says(drop("nonce")),
    "exp missing": says(drop("exp")),
    "iat missing": says(drop("iat")),
    "several claims missing": says(drop(*MANY)),
    "iat nonsense": says(put(iat="11111", exp=True)),
    "exp nonsense": says(put(exp=1e300)),
    "times long past": says(put(iat=11111, exp=22222)),
    "anonymous": says(drop("sub")),
}

TOKENS: dict[str, Attempt] = {
    "bit flipped": spoilt(_flip),
    "signed with another key": lambda scene: scene.launch_token(_sign_as_stranger),
    "unsigned (none)": signed(alg="none"),
    "HS256 with the public PEM": signed(alg="HS256"),
    "RS512": signed(alg="RS512"),
    "ES256": signed(alg="ES256"),
    "two dots and nothing": spoilt(lambda _: ".."),
    "four parts": spoilt(lambda token: token + ".x"),
    "over 64 kB": says(put(more="x" * 65536)),
    "a key named twice": lambda scene: scene.launch_token(_name_twice),
    "no token": lambda scene: scene.post_form({"state": scene.make_form()["state"]}),
    "error in place of a token": lambda scene: scene.post_form(
        {"error": "access_denied", "error_description": "<b>no</b>", "state": scene.make_form()["state"]}
    ),
}

KEY_SETS: dict[str, Attempt] = {
    "key for encryption": with_jwk(use="enc"),
    "key for RS512": with_jwk(alg="RS512"),
    "key set 500": keys(b"", 500),
    "key set HTML": keys(b"<html></html>"),
    "key set huge": keys(b" " * 1_100_000 + forge.make_key_set(forge.make_platform_key())),
    "key set redirects": keys(b"", 302, Location="http://10.0.0.1/"),
    "key set slow": lambda scene: scene.launch_with_key_set(_answer_late),
}

CLAIMS: dict[str, Attempt] = {
    "another issuer": says(put(iss="https://moodle.example.org/")),
    "another council's issuer": says(put(iss="https://lms.southmoor.example")),
    "another audience": says(put(aud="client-9")),
    "several audiences, no azp": says(put(aud=["client-1", "x"])),
    "several audiences, wrong azp": says(put(aud=["client-1", "x"], azp="x")),
    "expired": times(iat=-200, exp=-140),
    "from the future": times(iat=90, exp=150),
    "issued over ten minutes ago": times(iat=-630, exp=60),
    "expires before it was issued": times(iat=0, exp=-10),
    "another nonce": says(put(nonce="x")),
    "roles a string": says(put(lti_roles=forge.LEARNER)),
    "roles an object": says(put(lti_roles={})),
    "resource link a string": says(put(lti_resource_link="1")),
    "resource link null": says(put(lti_resource_link=None)),
    "context a list": says(put(lti_context=[])),
    "unknown message type": says(put(lti_message_type="LtiStartProctoring")),
    "target on a foreign host": says(
        put(lti_target_link_uri="https://evil.example/"), target_link_uri="https://evil.example/"
    ),
    "target other than at login": says(put(lti_target_link_uri="http://127.0.0.1:8000/other")),
    "deployment other than at login": says(put(lti_deployment_id="2")),
    "deployment unknown": says(put(lti_deployment_id="77"), lti_deployment_id=None),
    "another council's deployment": says(put(lti_deployment_id="9"), lti_deployment_id=None),
    "long sub": says(put(sub="s" * 256)),
    "long deployment": says(put(lti_deployment_id="d" * 256), lti_deployment_id=None),
    "long context": says(put(lti_context={"id": "c" * 256})),
    "long resource link": says(put(lti_resource_link={"id": "r" * 256})),
    "a NUL in the course's id": says(put(lti_context={"id": "2\0"})),
    "half a character in the sub": says(put(sub="\ud800")),
}
