"""Values that a page carries to its own POST without a cookie: signed, short-lived, and good for one purpose."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from lti_app.web.current import get_settings


def seal(values: dict[str, Any], *, purpose: str, lifetime: timedelta, now: datetime) -> str:
    """The values as text that a form can carry and only this service can have written."""
    ends_at = int((now + lifetime).timestamp())
    return str(_signer(purpose).dumps({"ends_at": ends_at, "values": values}))


def open_seal(text: str, *, purpose: str, now: datetime) -> dict[str, Any] | None:
    """What `seal` was given for the same purpose; None where the text is not ours, or its time is over."""
    try:
        sealed = _signer(purpose).loads(text)
    except BadData:
        return None
    if now.timestamp() >= sealed["ends_at"]:
        return None
    values: dict[str, Any] = sealed["values"]
    return values


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(get_settings().secret_key, salt=f"sealed:{purpose}", serializer=json)
