"""What a page's script needs to use the LMS's own storage in place of a cookie (LTI Client-Side postMessages 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from lti_app.lti.platforms import Platform

_KEY_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Storage:
    """One entry in the LMS's storage: which frame keeps it, of which very origin, under which key.

    `value` is what is put there at login, and None at launch, when it is asked back.
    """

    target: str
    origin: str
    key: str
    value: str | None


@dataclass(frozen=True, slots=True)
class StoragePage:
    """The page between login and LMS: what to put in its storage, and where to go on with or without an answer."""

    title: str
    storage: Storage
    stored_address: str
    plain_address: str


def describe_storage(
    platform: Platform, *, target: str | None, state_digest: str, proof: str | None
) -> Storage | None:
    """The entry of one login in the LMS's storage; None where there is no frame or no web origin to ask.

    The origin is that of the authorisation address (OIDC Login with Client-Side postMessages 1.0 §2).
    """
    parts = urlsplit(platform.auth_url)
    if not target or parts.scheme not in {"https", "http"} or not parts.netloc:
        return None
    # A browser reports origins without the scheme's own port.
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return Storage(
        target=target,
        origin=f"{parts.scheme}://{host}{port}",
        key=f"lti_state_{state_digest[:_KEY_LENGTH]}",
        value=proof,
    )
