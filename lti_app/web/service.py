"""Flask as this service uses it: what every request would go through and no page of ours needs is left out.

A launch is three requests, and half of what they cost is spent around the pages (docs/performance.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_URI = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
"""What an address is written in (RFC 3986 §2), brackets aside; anything else may have to be encoded first."""
_WITH_A_BODY = frozenset({200, 302, 303, 400, 401, 403, 404, 409})


class Answer(Response):
    """A response whose headers and pieces go out as they stand, where nothing in them is left to put right."""

    _acts_when_sent = False

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers for the server: these very ones, unless a length is missing or an address is to be encoded."""
        has_length = False
        for name, value in self.headers:
            if name == "Content-Length":
                has_length = True
            elif name.endswith("ocation") and not _URI.fullmatch(value):
                return super().get_wsgi_headers(environ)
        if has_length and self.status_code in _WITH_A_BODY:
            return self.headers
        return super().get_wsgi_headers(environ)

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """What is sent: the body itself, where it is one piece and nothing is to be done once it is gone."""
        pieces = self.response
        if (
            type(pieces) is list
            and (not pieces or (len(pieces) == 1 and type(pieces[0]) is bytes))
            and not self._acts_when_sent
            and environ["REQUEST_METHOD"] != "HEAD"
            and self.status_code in _WITH_A_BODY
        ):
            return pieces
        return super().get_app_iter(environ)

    def call_on_close(self, func: Callable[[], Any]) -> Callable[[], Any]:
        """Have something done once the answer is sent."""
        self._acts_when_sent = True
        return super().call_on_close(func)


class Service(Flask):
    """Flask with such answers, redirects without a page of their own, and pages that are all plain functions."""

    response_class = Answer

    def redirect(self, location: str, code: int = 302) -> AnyResponse:
        """The answer that sends a browser on; every browser follows it, so that nothing stands in it to read."""
        headers = Headers()
        headers.add("Location", location)
        headers.add("Content-Length", "0")
        return self.response_class(
            None, status=code, headers=headers, content_type="text/html; charset=utf-8"
        )

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches and builds addresses in a request: one host, no subdomains, and nothing read twice for it."""
        if request is None:
            return super().create_url_adapter(None)
        environ = request.environ
        return self.url_map.bind(
            get_host(environ),
            request.root_path,
            "",
            environ["wsgi.url_scheme"],
            environ["REQUEST_METHOD"],
            request.path,
            query_args=request.query_string.decode(errors="replace"),
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine."""
        return func
