"""The log: one JSON object a line, a fixed phrase plus fields, and a last guard against what must never be in it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from os import urandom
from time import perf_counter
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.typing import Processor

FORBIDDEN_KEYS = frozenset(
    {
        "address", "answer", "answers", "authorization", "body", "comment", "cookie", "csrf_token",
        "draft", "email", "family_name", "form", "given_name", "headers", "id_token", "jwt",
        "login_hint", "lti_message_hint", "name", "nonce", "note", "password", "path", "person_name",
        "picture", "private_key", "query", "query_string", "secret", "sub", "text", "ticket", "token",
        "url", "visit_id", "words",
    }
)  # fmt: skip
FORBIDDEN_ENDINGS = ("_token", "_secret", "_password", "_email", "_answer", "_answers", "_url", "_cookie")
LONGEST_TRACE = 40
QUIET_ENDPOINTS = frozenset({"health.show_alive", "health.show_ready"})

log = structlog.get_logger()


def drop_forbidden(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The log line without any field whose name says that it may be personal or secret, and which those were."""
    bad = sorted(key for key in event if key in FORBIDDEN_KEYS or key.endswith(FORBIDDEN_ENDINGS))
    for key in bad:
        del event[key]
    if bad:
        event["dropped"] = bad
    return event


def name_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The log line with its exception, and those that caused it, as their classes and the places they came through.

    What an exception says is left out: it may quote what a person wrote, an address or a secret.
    """
    given = event.pop("exc_info", None)
    if isinstance(given, tuple) or given is True:
        given = (sys.exc_info() if given is True else given)[1]
    if not isinstance(given, BaseException):
        return event
    lines: list[str] = []
    fault: BaseException | None = given
    while fault is not None and len(lines) < LONGEST_TRACE:
        kind = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
        lines.append(f"from {kind}" if lines else kind)
        places = traceback.StackSummary.extract(traceback.walk_tb(fault.__traceback__), lookup_lines=False)
        lines += [f"  {one.filename}:{one.lineno} in {one.name}" for one in places[-LONGEST_TRACE:]]
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    event["exception"] = "\n".join(lines)
    return event


def configure_logs(stream: TextIO | None = None) -> None:
    """Send the log of this process, and warnings of the libraries, to `stream` (standard output where None)."""
    target = stream or sys.stdout
    before: list[Processor] = [
        name_request,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_forbidden,
        name_exception,
    ]
    written = structlog.processors.JSONRenderer(sort_keys=False)
    structlog.configure(
        processors=[*before, written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=stream is None,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def get_request_id() -> str:
    """The reference of this request: it stands on error pages and in each of its log lines."""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = urandom(5).hex()
    return found


def init_logs(app: Flask) -> None:
    """Give each request of `app` a reference, and write one line when it is answered.

    The line names the route and never the address, which holds the visit.
    """
    app.before_request(_note_start)
    app.after_request(_record_answer)


def _note_start() -> None:
    g.started = perf_counter()


def name_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The log line with the reference and the route of the request that it is of, where it is of one."""
    if has_request_context():
        event["request"] = get_request_id()
        event["route"] = request.endpoint or "none"
    return event


def read_milliseconds() -> float:
    """How long this request has taken so far."""
    now = perf_counter()
    return round((now - float(g.get("started", now))) * 1000, 1)


def _record_answer(response: Response) -> Response:
    if request.endpoint not in QUIET_ENDPOINTS:
        took = read_milliseconds()
        log.info("request answered", method=request.method, status=response.status_code, milliseconds=took)
    return response
