"""What a person, or a script of ours, is told when there is no answer: one readable page, never an exception's text."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from types import TracebackType

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from lti_app.errors import VISIT_ENDED, Elsewhere, NotHere, Refused
from lti_app.web.logs import get_request_id
from lti_app.web.sent_words import list_sent_words

ExceptionInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the error page shows: `reference` finds this request's log lines, `way_back` leads to the course."""

    title: str
    advice: str
    reference: str
    way_back: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    problem: str
    title: str
    advice: str


ENDED = "launch/ended.html"
NOT_HERE = _Words(
    "not found",
    "This page is not here",
    "If you typed the address, check it. If you followed a link, go back to your course and open the activity "
    "from there.",
)
WORDS = {
    HTTPStatus.BAD_REQUEST: _Words(
        "not understood",
        "We could not read what was sent",
        "Go back with your browser’s back button, reload the page and try again.",
    ),
    HTTPStatus.NOT_FOUND: NOT_HERE,
    HTTPStatus.METHOD_NOT_ALLOWED: _Words(
        "method not allowed",
        "This page cannot be opened like that",
        "It answers only to a button of ours or of your course. Go back to your course and open the activity "
        "from there.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _Words(
        "too large",
        "That was too long to send",
        "Nothing is lost: go back with your browser’s back button and your text is still there. Shorten it, and "
        "send it again. What was saved before is kept as it was.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: _Words(
        "too many requests",
        "That was too often in a short time",
        "Wait one minute, then try again. Nothing that was saved is lost.",
    ),
}
OUR_FAULT = _Words(
    "our fault",
    "Something went wrong here",
    "It is our fault and not yours. What was saved before is kept. Go back and try again in a few minutes; if it "
    "happens again, tell whoever runs your course, with the reference below.",
)
ELSEWHERE = _Words(
    "another system failed",
    "Another system did not answer as it should",
    "Nothing that you saved here is lost. Tell whoever runs your course, with the reference below.",
)
ELSEWHERE_FOR_NOW = _Words(
    "another system is away",
    "Another system is not answering at the moment",
    "Nothing that you saved here is lost. Wait a few minutes, then go back to your course and open the activity again.",
)


def init_errors(app: Flask) -> None:
    """Answer every refusal and fault of `app` with a page, or with JSON where that is what was asked for."""
    app.register_error_handler(Refused, _show_refused)
    app.register_error_handler(NotHere, _show_not_here)
    app.register_error_handler(Elsewhere, _show_elsewhere)
    app.register_error_handler(HTTPException, _show_http_fault)
    # Flask's own line would name the path, and with it the visit.
    app.log_exception = _record_fault  # type: ignore[method-assign]


def _show_refused(fault: Refused) -> Response:
    log.info("request refused", reason=fault.reason, status=fault.status)
    page = ErrorPage(fault.title, fault.advice, fault.reference or get_request_id(), fault.way_back)
    template = ENDED if fault.reason == VISIT_ENDED else "error.html"
    answer = _answer(page, problem=fault.reason, status=fault.status, template=template)
    if fault.wait is not None:
        answer.headers["Retry-After"] = str(max(1, ceil(fault.wait.total_seconds())))
    return answer


def _show_not_here(fault: NotHere) -> Response:
    log.info("nothing here", reason=fault.reason)
    return _answer_words(NOT_HERE, HTTPStatus.NOT_FOUND)


def _show_elsewhere(fault: Elsewhere) -> Response:
    log.warning("another system failed", reason=fault.reason, try_again=fault.try_again)
    if fault.try_again:
        return _answer_words(ELSEWHERE_FOR_NOW, HTTPStatus.SERVICE_UNAVAILABLE)
    return _answer_words(ELSEWHERE, HTTPStatus.BAD_GATEWAY)


def _show_http_fault(fault: HTTPException) -> Response:
    status = HTTPStatus(fault.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    words = WORDS.get(status)
    if words is None:
        words = OUR_FAULT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else WORDS[HTTPStatus.BAD_REQUEST]
    answer = _answer_words(words, status)
    for name, text in fault.get_headers():
        if name == "Allow":
            answer.headers[name] = text
    return answer


def _answer_words(words: _Words, status: HTTPStatus) -> Response:
    page = ErrorPage(words.title, words.advice, get_request_id())
    return _answer(page, problem=words.problem, status=status)


def _answer(page: ErrorPage, *, problem: str, status: int, template: str = "error.html") -> Response:
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    if wanted == "application/json":
        answer = jsonify(problem=problem, title=page.title, advice=page.advice, reference=page.reference)
    else:
        words = list_sent_words() if template == ENDED else ()
        answer = make_response(render_template(template, page=page, sent_words=words))
    answer.status_code = status
    return answer


def _record_fault(exc_info: ExceptionInfo) -> None:
    log.error("a page failed", exc_info=exc_info)
