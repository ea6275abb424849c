"""Texts from an LMS made safe to keep: no control characters, no halves of characters, bounded length."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

# A database keeps no NUL, and half of a surrogate pair cannot be written as UTF-8 at all.
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNFIT_FOR_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def is_clean(text: str) -> bool:
    """Whether a text that must be kept exactly can be kept: no control characters, no half characters."""
    return text.isprintable() or _UNFIT_FOR_A_NAME.search(text) is None


def read_json(body: bytes) -> Any:
    """What a JSON text says. Raises ValueError for what is none, or is nested too deep to be read."""
    try:
        return json.loads(body)
    except RecursionError as fault:
        raise ValueError("nested too deep") from fault


def read_label(value: object, *, longest: int = 255) -> str | None:
    """A text for people to read on one line, cleaned and cut; None where there is none."""
    if not isinstance(value, str):
        return None
    if value.isprintable() and "  " not in value:
        return value.strip()[:longest] or None
    return " ".join(_UNFIT_FOR_A_NAME.sub(" ", value).split())[:longest] or None


def read_prose(value: object, *, longest: int = 10000) -> str | None:
    """A text of several lines, cleaned and cut; None where there is none."""
    if not isinstance(value, str):
        return None
    if value.isprintable():
        return value.strip()[:longest] or None
    return _UNKEEPABLE.sub("", value).strip()[:longest] or None


def is_web_address(value: object, *, longest: int = 4096) -> bool:
    """Whether a value is an http or https address that can be kept, followed and shown as a link."""
    return isinstance(value, str) and len(value) <= longest and _is_web_address(value)


@lru_cache(maxsize=1024)
def _is_web_address(value: str) -> bool:
    if not is_clean(value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in {"https", "http"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
