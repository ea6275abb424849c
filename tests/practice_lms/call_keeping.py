"""Keeps each service call of the tool in the log, with how it was answered."""

import time

from flask import Flask, Response, g, request

from lti_app.clock import utc_now
from tests.practice_lms.world import the_world


def _kind(path: str) -> str:
    if path.startswith("/mod/lti/services.php"):
        ends = {"scores": "score", "results": "results", "lineitem": "line item", "lineitems": "line items"}
        return ends.get(path.rsplit("/", 1)[-1], "service")
    names = {
        "/mod/lti/token.php": "token",
        "/mod/lti/certs.php": "keys",
        "/mod/lti/auth.php": "authorisation",
    }
    return names.get(path, "")


def log_call(status: int, *, answered: bool = True) -> None:
    """Keep the present request, if it is a call of a service, with the status that it gets."""
    kind = _kind(request.path)
    if not kind:
        return
    the_world().log.add(
        {
            "kind": kind,
            "method": request.method,
            "path": request.full_path.rstrip("?"),
            "status": status,
            "answered": answered,
            "token": request.headers.get("Authorization", "").removeprefix("Bearer "),
            "at": utc_now().isoformat(timespec="milliseconds"),
            "ms": round((time.perf_counter() - g.began) * 1000, 1),
            "user_agent": request.headers.get("User-Agent", ""),
            "body": request.get_json(silent=True, force=True) if kind == "score" else None,
        }
    )


def install(app: Flask) -> None:
    """Let an app keep its service calls."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def keep(response: Response) -> Response:
        if not g.get("dropped"):
            log_call(response.status_code)
        return response
