"""The headers that every answer carries: who may frame a page, which scripts run, where a form may go."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
HSTS = "max-age=31536000; includeSubDomains"


def get_csp_nonce() -> str:
    """The nonce of this answer's scripts, made when first asked for; a template writes it on each script."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def allow_form_post_to(address: str) -> None:
    """Let the forms of this one answer go to the origin of `address`, as the way back from the picker must."""
    origin = find_origin(address)
    if origin is not None:
        g.form_origin = origin


def allow_framing_by(address: str) -> None:
    """Let the origin of `address` frame this one answer, as a learning site must that is not approved yet."""
    origin = find_origin(address)
    if origin is not None:
        g.framing_origin = origin


def find_origin(address: str) -> str | None:
    """The origin of `address`, safe to stand in a policy; None where it has none of http or https."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def build_policy(*, nonce: str | None, form_origin: str | None, frame_origins: Collection[str]) -> str:
    """The content security policy of a page: nothing but our own files, scripts by nonce alone.

    There is no X-Frame-Options: it knows no list of origins and would end every embedded launch.
    """
    framers = sorted({origin for origin in map(find_origin, frame_origins) if origin})
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'" if nonce else "script-src 'none'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            " ".join(["form-action 'self'", *([form_origin] if form_origin else [])]),
            "base-uri 'none'",
            "object-src 'none'",
            " ".join(["frame-ancestors 'self'", *framers]),
        )
    )


def init_security(app: Flask, frame_origins: Callable[[], Collection[str]]) -> None:
    """Put the headers on every answer of `app`, and give templates `csp_nonce` and `request_path`.

    `frame_origins` gives the origins of the registered platforms; it is asked for pages alone, once each. While the
    database is away the last answer stands, so that the error page still shows inside the course.
    """
    last_known: list[str] = []

    def guard(response: Response) -> Response:
        headers = response.headers
        if _is_page(response):
            with suppress(SQLAlchemyError):
                last_known[:] = frame_origins()
            headers["Content-Security-Policy"] = build_policy(
                nonce=g.get("csp_nonce"),
                form_origin=g.get("form_origin"),
                frame_origins=[*last_known, *([g.framing_origin] if "framing_origin" in g else [])],
            )
        else:
            # A redirect inside a frame must not be held up by a policy that its target does not share.
            headers["Content-Security-Policy"] = "default-src 'none'"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            headers["Strict-Transport-Security"] = HSTS
        return response

    app.after_request(guard)
    app.context_processor(lambda: {"csp_nonce": get_csp_nonce(), "request_path": request.path})


def _is_page(response: Response) -> bool:
    return response.mimetype == "text/html" and response.location is None
