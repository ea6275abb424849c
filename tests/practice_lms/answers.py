"""How Moodle's services answer: reason phrases, error bodies, PHP's JSON, and connections that just end."""

import json
import socket
from typing import Any

from flask import Response, g, request

from tests.practice_lms.call_keeping import log_call

REASONS = {
    200: "OK",
    201: "Created",
    204: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
BAD_GATEWAY_BODY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
)


class ServiceError(Exception):
    """A refusal in the services' JSON form; an empty reason stands for the status's own phrase."""

    def __init__(self, status: int, reason: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason or REASONS[status]


def as_header(text: str) -> str:
    """Return text as WSGI wants it in a header or status line: UTF-8 bytes seen as Latin-1, on one line."""
    return " ".join(text.splitlines()).encode().decode("latin-1")


def answer(status: int, body: str, content_type: str, reason: str = "", **headers: str) -> Response:
    """Return an answer whose reason phrase is what Moodle says."""
    phrase = as_header((reason or REASONS[status]).strip())
    made = Response(body, status=f"{status} {phrase}", content_type=content_type)
    for name, value in headers.items():
        made.headers[name] = as_header(value)
    return made


def refusal(status: int, reason: str) -> Response:
    """Return a service's JSON error with the request told back, printed as PHP prints it."""
    told = {
        "status": status,
        "reason": reason,
        "request": {
            "method": request.method,
            "url": request.full_path.rstrip("?"),
            "accept": request.headers.get("Accept", "*/*"),
            "contentType": request.headers.get("Content-Type", ""),
        },
    }
    return answer(status, json.dumps(told, indent=4), "application/json; charset=utf-8", reason)


def bad_gateway() -> Response:
    """Return what the web server in front says when Moodle's status line is unusable."""
    return answer(502, BAD_GATEWAY_BODY, "text/html")


def php_json(value: Any, *, slashes: bool = True) -> str:
    """Return JSON as PHP writes it: tight, and with its slashes escaped unless told otherwise."""
    written = json.dumps(value, separators=(",", ":"))
    return written.replace("/", "\\/") if slashes else written


def php_number(value: float) -> int | float:
    """Return a number that is written without a point when it is whole."""
    return int(value) if float(value).is_integer() else value


def drop_connection(status: int = 0) -> Response:
    """Close the connection with no answer at all; the log keeps the status that would have been sent."""
    log_call(status, answered=False)
    g.dropped = True
    opened = request.environ.get("gunicorn.socket")
    if isinstance(opened, socket.socket):
        opened.shutdown(socket.SHUT_RDWR)
    dropped = Response(status=500)
    dropped.headers["Connection"] = "close"
    return dropped
