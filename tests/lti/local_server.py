"""A small web server on this machine that answers as a test tells it to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LocalServer:
    """The server: where it is, what it was asked, and how it answers now."""

    url: str
    respond: Respond
    requests: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)

    def answer(
        self,
        body: bytes,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        reason: str | None = None,
    ) -> None:
        """From now on, answer so."""
        self.respond = make_answer(body, status=status, headers=headers, reason=reason)


def make_answer(
    body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None, reason: str | None = None
) -> Respond:
    """An answer with that body."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status, reason)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller that hung up: tests of time and size limits do."""


@contextmanager
def serve(respond: Respond, *, tls: ssl.SSLContext | None = None) -> Iterator[LocalServer]:
    """A server on a free port of 127.0.0.1 until the block ends, over TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            here.requests.append((self.command, self.path, dict(self.headers), body))
            here.connections.add(self.client_address)
            try:
                here.respond(self)
            except OSError:
                self.close_connection = True

        do_POST = do_GET  # noqa: N815 - the name that it has there
        do_PUT = do_GET  # noqa: N815 - the name that it has there

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it has there
            pass

    server = _QuietServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if tls is None else "https"
    here = LocalServer(url=f"{scheme}://127.0.0.1:{server.server_port}", respond=respond)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
