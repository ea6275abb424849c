"""What every page may ask of the running service: its settings, the programme, and this browser's secret."""

from __future__ import annotations

import hmac
import secrets

from flask import Response, current_app, g, request

from lti_app.organisation.reads import find_organisation_name
from lti_app.programme.model import Programme
from lti_app.settings import Settings

BROWSER_COOKIE = "__Host-browser"


def get_settings() -> Settings:
    """The settings that the service was started with."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def remember_organisation(organisation_id: int) -> None:
    """Keep for the rest of this request whose visit it is, so that their own texts are shown."""
    g.organisation_id = organisation_id


def get_programme() -> Programme:
    """The programme, read once at start, with the texts of the organisation whose visit this is laid over it."""
    programme: Programme = current_app.extensions["programme"]
    overlaid: dict[str, Programme] = current_app.extensions.get("overlaid", {})
    if not overlaid or "organisation_id" not in g:
        return programme
    if "programme" not in g:
        name = find_organisation_name(g.organisation_id) or ""
        g.programme = overlaid.get(name.lower(), programme)
    theirs: Programme = g.programme
    return theirs


def find_browser_secret() -> str | None:
    """The secret that this browser carries; None where it carries none, or one that we cannot have made."""
    secret = request.cookies.get(BROWSER_COOKIE, "")
    return secret if 40 <= len(secret) <= 64 else None


def make_browser_secret() -> str:
    """A new secret for a browser that carries none: 256 random bits."""
    return secrets.token_urlsafe(32)


def give_browser_secret(response: Response, secret: str) -> None:
    """Put the browser's cookie on `response`.

    `Partitioned` is what comes back in an iframe of another site (Chromium, Firefox); `SameSite=None` lets the
    launch, a POST from another site, bring it. It ends with the browser's session, as visits end long before.
    """
    response.headers.add(
        "Set-Cookie", f"{BROWSER_COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
    )


def make_csrf_token(*, visit_id: str, browser_secret: str) -> str:
    """The token that a form of this visit carries: it proves that the page was ours and the browser the visit's own."""
    key = get_settings().secret_key.encode()
    return hmac.digest(key, f"csrf:{visit_id}:{browser_secret}".encode(), "sha256").hex()
