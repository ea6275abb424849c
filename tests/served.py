"""The service where a real browser can reach it, and a way into a visit that a test's own client opened."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.serving import make_server

COOKIE = "__Host-browser"
HAND_OVER = "/hand-over"


@contextmanager
def serve_app(app: WSGIApplication) -> Iterator[str]:
    """The address on this machine at which `app` answers until the block ends; `bring_in` works there."""
    server = make_server("127.0.0.1", 0, _hand_over_cookies(app), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def bring_in(page: Page, *, address: str, client: FlaskClient) -> None:
    """Give the page's browser the secret that the client carries, so that the client's visits are open in it."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    page.goto(f"{address}{HAND_OVER}?{cookie.value}")


def _hand_over_cookies(app: WSGIApplication) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != HAND_OVER:
            return app(environ, start)
        cookie = f"{COOKIE}={environ['QUERY_STRING']}; Path=/; Secure; HttpOnly; SameSite=None"
        start("200 OK", [("Set-Cookie", cookie), ("Content-Type", "text/plain")])
        return [b"Handed over"]

    return answer
