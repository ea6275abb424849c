"""The peer to beat: the smallest tool that pylti1p3's documentation makes with Flask, at its best settings.

Key set and launch are cached in a Redis-compatible server through pylti1p3's own storage class, its tool configuration
is built once, and it answers one line. The cache below does less than Flask-Caching, which the documentation uses, so
it is a little cheaper. There is no database, no page, and none of the checks that pylti1p3 leaves to its users.
"""

from __future__ import annotations

import os
import pickle
from typing import Any

import redis
from flask import Flask, request
from pylti1p3.contrib import flask as untyped
from pylti1p3.tool_config.dict import ToolConfDict

from tests.benchmarks.signing import CLIENT_ID, DEPLOYMENT_ID

ISSUER = os.environ["PEER_ISSUER"]
KEY_SET_SECONDS = 7200
lti: Any = untyped


class RedisCache:
    """`get` and `set` over a kept connection for each thread, values pickled as Flask-Caching does."""

    def __init__(self, address: str) -> None:
        self._redis = redis.Redis.from_url(address)

    def get(self, key: str) -> Any:
        """The value; None where there is none."""
        kept = self._redis.get(key)
        return pickle.loads(kept) if isinstance(kept, bytes) else None

    def set(self, key: str, value: Any, seconds: int | None) -> None:
        """Keep the value for so many seconds, or without end."""
        self._redis.set(key, pickle.dumps(value), ex=seconds)


app = Flask(__name__)
cache = RedisCache(os.environ["PEER_CACHE"])
tool = ToolConfDict(
    {
        ISSUER: [
            {
                "default": True,
                "client_id": CLIENT_ID,
                "auth_login_url": f"{ISSUER}/auth",
                "auth_token_url": f"{ISSUER}/token",
                "key_set_url": f"{ISSUER}/jwks",
                "deployment_ids": [DEPLOYMENT_ID],
            }
        ]
    }
)


@app.post("/lti/login")
def begin_login() -> Any:
    """Send the browser to the LMS."""
    storage = lti.FlaskCacheDataStorage(cache)
    login = lti.FlaskOIDCLogin(lti.FlaskRequest(), tool, launch_data_storage=storage)
    return login.redirect(request.form["target_link_uri"])


@app.post("/lti/launch")
def receive_launch() -> str:
    """Verify the launch and greet."""
    storage = lti.FlaskCacheDataStorage(cache)
    launch = lti.FlaskMessageLaunch(lti.FlaskRequest(), tool, launch_data_storage=storage)
    launch.set_public_key_caching(storage, cache_lifetime=KEY_SET_SECONDS)
    return f"Hello {launch.get_launch_data()['sub']}"
