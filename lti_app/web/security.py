"""The headers that every answer carries: who may frame a page, which scripts run, where a form may go."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
_ALWAYS = [
    ("Content-Security-Policy", "default-src 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]
"""What every answer carries that says nothing else under the same name; a page says its own policy."""
_ALWAYS_OVER_HTTPS = [*_ALWAYS, ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]


def get_csp_nonce() -> str:
    """The nonce of this answer's scripts, made when first asked for; a template writes it on each script."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
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


@lru_cache(maxsize=1000)
def write_framers(origins: tuple[str, ...]) -> str:
    """Who may frame a page, as the policy says it: ourselves and these."""
    return " ".join(["frame-ancestors 'self'", *sorted({one for one in map(find_origin, origins) if one})])


def build_policy(*, nonce: str | None, form_origin: str | None, framers: str) -> str:
    """The content security policy of a page: nothing but our own files, scripts by nonce alone.

    `framers` is what `write_framers` gives. There is no X-Frame-Options: it knows no list of origins and would end
    every embedded launch.
    """
    scripts = f"'nonce-{nonce}'" if nonce else "'none'"
    forms = f"'self' {form_origin}" if form_origin else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action {forms}; base-uri 'none'; object-src 'none'; {framers}"
    )


class FrameOrigins(Protocol):
    """Where the origins are asked for that may frame a page."""

    def list_origins(self, organisation_id: int | None) -> Collection[str]:
        """Those of one organisation's LMSs; of every organisation's for a page that is nobody's."""


def init_security(app: Flask, frame_origins: FrameOrigins) -> None:
    """Put the headers on every answer of `app`, and give templates `csp_nonce` and `request_path`.

    `frame_origins` is asked for pages alone, once each. While the database is away the last answer stands, so that the
    error page still shows inside the course.
    """

    def guard(response: Response) -> Response:
        if _is_page(response):
            origins = frame_origins.list_origins(g.get("organisation_id"))
            if "framing_origin" in g:
                origins = [*origins, g.framing_origin]
            policy = build_policy(
                nonce=g.get("csp_nonce"),
                form_origin=g.get("form_origin"),
                framers=write_framers(tuple(origins)),
            )
            response.headers.add("Content-Security-Policy", policy)
        return response

    app.after_request(guard)
    app.context_processor(lambda: {"csp_nonce": get_csp_nonce(), "request_path": request.path})
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign]


def _with_headers(answer: Any) -> Any:
    """The same application, with each of the headers that an answer does not carry yet."""

    def answer_guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        always = _ALWAYS_OVER_HTTPS if environ["wsgi.url_scheme"] == "https" else _ALWAYS

        def start(status: str, headers: list[tuple[str, str]], fault: Any = None) -> Any:
            given = {name for name, _ in headers}
            return start_response(status, headers + [one for one in always if one[0] not in given], fault)

        return answer(environ, start)

    return answer_guarded


def _is_page(response: Response) -> bool:
    """Whether somebody reads it. A redirect inside a frame must not be held up by a policy that its target does not
    share."""
    is_html = False
    for name, value in response.headers:
        if name == "Location":
            return False
        if name == "Content-Type":
            is_html = value.startswith("text/html")
    return is_html
