"""One LMS and one login for tests of verify(): who they are, and the call itself with everything in its place."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from lti_app.lti.claims import LaunchClaims
from lti_app.lti.faults import FaultCode, ProtocolFaults
from lti_app.lti.http import LmsHttp
from lti_app.lti.keys import KeySets
from lti_app.lti.launch import Expected, Limits, verify
from lti_app.lti.platforms import Platform
from tests.lti import forge
from tests.lti.forge import Claims, make_platform_key
from tests.lti.local_server import make_answer, serve

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TOOL = "https://learn.example.org"
ISSUER = "https://moodle.example.org"
NONCE = "6f84672d6254435887cb47dbd8a338bc"
PLATFORM = Platform(
    id=1,
    issuer=ISSUER,
    client_id="HVMAKAHOeCrny7F",
    auth_url=f"{ISSUER}/mod/lti/auth.php",
    token_url=f"{ISSUER}/mod/lti/token.php",
    jwks_url=f"{ISSUER}/mod/lti/certs.php",
    token_audience=None,
)
EXPECTED = Expected(
    nonce_digest=hashlib.sha256(NONCE.encode()).hexdigest(),
    target_link_uri=f"{TOOL}/lti/launch",
    deployment_id="1",
    tool_hosts=frozenset({"learn.example.org"}),
)
LIMITS = Limits(
    leeway=timedelta(seconds=60),
    max_age=timedelta(seconds=600),
    max_token_bytes=65536,
    max_identifier_length=255,
)
KEY = make_platform_key()


def make_http(**changes: Any) -> LmsHttp:
    """HTTP as the service has it, with the loopback of tests allowed unless told otherwise."""
    given: dict[str, Any] = {
        "public_url": "http://127.0.0.1:8000",
        "allowed_private_hosts": (),
        "allow_loopback": True,
        "connect_timeout": timedelta(seconds=2),
        "read_timeout": timedelta(seconds=2),
        "total_timeout": timedelta(seconds=4),
        "max_bytes": 100_000,
    }
    return LmsHttp(**{**given, **changes})


@cache
def _known_keys() -> tuple[Platform, KeySets]:
    """The LMS and the service's key sets after they read its key once: at NOW that reading is fresh for ever."""
    keys = KeySets(make_http(), timedelta(minutes=10), timedelta(seconds=30))
    with serve(make_answer(forge.make_key_set(KEY))) as server:
        keys.get_key(jwks_url=server.url, kid=KEY.kid, now=NOW)
        return replace(PLATFORM, jwks_url=server.url), keys


def claims_now() -> Claims:
    """The claims of a participant's launch at NOW."""
    return forge.make_claims(issuer=ISSUER, client_id=PLATFORM.client_id, tool_url=TOOL, nonce=NONCE, now=NOW)


def launch(claims: Claims, **expected: Any) -> LaunchClaims:
    """What verify() makes of claims under a right signature."""
    return launch_token(forge.sign(claims, KEY), **expected)


def launch_token(token: str, **expected: Any) -> LaunchClaims:
    """What verify() makes of a token."""
    platform, keys = _known_keys()
    return verify(
        token, platform=platform, expected=replace(EXPECTED, **expected), keys=keys, limits=LIMITS, now=NOW
    )


def list_faults(claims: Claims, **expected: Any) -> list[tuple[FaultCode, str]]:
    """Everything that verify() has against claims under a right signature, in its order."""
    return list_token_faults(forge.sign(claims, KEY), **expected)


def list_token_faults(token: str, **expected: Any) -> list[tuple[FaultCode, str]]:
    """Everything that verify() has against a token; nothing where it is let in."""
    try:
        launch_token(token, **expected)
    except ProtocolFaults as refused:
        return [(fault.code, fault.detail) for fault in refused.faults]
    return []
