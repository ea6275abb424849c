"""A small mail server on this machine: what it was given, and how it answers, as a test tells it to."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True)
class Received:
    """A mail that the server took: whom its envelope names, the mail itself, and how it was written on the wire."""

    sender: str
    to: str
    message: EmailMessage
    written: bytes
    over_tls: bool
    signed_in: bool

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The text, decoded, with plain line ends."""
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class MailSink:
    """The server: where it is, what it took, and what it answers to a verb in place of taking it.

    `answers["RCPT"] = "550 no such mailbox"` refuses every address; `users` are the names and passwords that it lets
    in, and none must sign in while it is empty.
    """

    host: str
    port: int
    received: list[Received] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    verbs: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What `SMTP_URL` must be for mail to come here."""
        return f"smtp://{self.host}:{self.port}"

    def list_to(self, address: str) -> list[Received]:
        """The mails to that address, in the order in which they came."""
        return [one for one in self.received if one.to == address]


class _Talk(socketserver.StreamRequestHandler):
    """One connection, line by line (RFC 5321)."""

    timeout = 30

    def handle(self) -> None:
        self.sink: MailSink = self.server.sink  # type: ignore[attr-defined]
        self.tls: ssl.SSLContext | None = self.server.tls  # type: ignore[attr-defined]
        self.over_tls = self.signed_in = False
        self._begin()
        self._say(self.sink.answers.get("CONNECT", "220 sink ready"))
        while line := self.rfile.readline():
            words = line.decode("ascii", "replace").strip()
            verb = words.split(" ")[0].upper()
            self.sink.verbs.append(verb)
            if verb in self.sink.answers:
                self._say(self.sink.answers[verb])
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._answer(verb, words)

    def _answer(self, verb: str, words: str) -> None:
        match verb:
            case "EHLO" | "HELO":
                self._greet()
            case "STARTTLS" if self.tls is not None:
                self._start_tls(self.tls)
            case "AUTH":
                self._sign_in(words)
            case "MAIL" if self.sink.users and not self.signed_in:
                self._say("530 sign in first")
            case "MAIL":
                self._begin()
                self.sender = words.partition("<")[2].partition(">")[0]
                self._say("250 ok")
            case "RCPT":
                self.to.append(words.partition("<")[2].partition(">")[0])
                self._say("250 ok")
            case "DATA":
                self._take()
            case "RSET":
                self._begin()
                self._say("250 ok")
            case _:
                self._say("502 not here")

    def finish(self) -> None:
        super().finish()
        if self.over_tls:
            self.rfile.close()
            self.connection.close()

    def _begin(self) -> None:
        self.sender = ""
        self.to: list[str] = []

    def _greet(self) -> None:
        able = ["250-sink"]
        if self.tls is not None and not self.over_tls:
            able.append("250-STARTTLS")
        if self.sink.users:
            able.append("250-AUTH PLAIN")
        self._say(*able, "250 8BITMIME")

    def _start_tls(self, tls: ssl.SSLContext) -> None:
        self._say("220 go on")
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.over_tls = True

    def _sign_in(self, words: str) -> None:
        _, user, password = base64.b64decode(words.split(" ")[2]).decode().split("\0")
        self.signed_in = self.sink.users.get(user) == password
        self._say("235 come in" if self.signed_in else "535 wrong name or password")

    def _take(self) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        written = b"".join(lines)
        message = message_from_bytes(written, EmailMessage, policy=default)
        self.sink.received += [
            Received(self.sender, to, message, written, self.over_tls, self.signed_in) for to in self.to
        ]
        self._say(self.sink.answers.get("TAKEN", "250 taken"))

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller that hung up: tests of refused connections do."""


@contextmanager
def serve_mail(*, tls: ssl.SSLContext | None = None) -> Iterator[MailSink]:
    """A mail server on a free port of 127.0.0.1 until the block ends; it can STARTTLS where a context is given."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        sink = MailSink("127.0.0.1", int(server.server_address[1]))
        server.sink, server.tls = sink, tls  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
