"""Calls to an LMS: where they may go, how long and how large they may be, and that connections are kept."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from lti_app.lti.guarded_connection import Guard
from lti_app.lti.http import LmsHttp, Trouble, Unreachable
from tests.lti.forge import make_platform_key
from tests.lti.launching import make_http
from tests.lti.local_server import make_answer, serve

OK = make_answer(b"{}")


def find_trouble(http: LmsHttp, url: str) -> Trouble | None:
    """Why no answer came; None where one came."""
    try:
        http.get(url)
    except Unreachable as unreachable:
        return unreachable.trouble
    return None


def test_an_answer_comes_whole_with_its_reason_phrase_and_headers() -> None:
    link = "<https://lms.example/x?a=1&amp;from=1>; rel=\u201cnext\u201d".encode().decode("latin-1")
    answer = make_answer(b"[]", status=400, reason="Incorrect score received", headers={"Link": link})
    with serve(answer) as server:
        got = make_http().post(server.url + "/scores?type_id=1", headers={"X-A": "b"}, body=b"{}")
        method, path, headers, body = server.requests[0]
    assert (got.status, got.reason, got.body) == (400, "Incorrect score received", b"[]")
    assert got.headers["link"] == link
    assert (method, path, headers["X-A"], body) == ("POST", "/scores?type_id=1", "b", b"{}")
    assert headers["User-Agent"] == "AchievingPermanence/1.0 (+http://127.0.0.1:8000)"


def test_a_connection_is_kept_for_the_next_call() -> None:
    with serve(OK) as server:
        http = make_http()
        for _ in range(5):
            http.get(server.url)
        assert len(server.connections) == 1


def test_many_threads_may_call_at_once() -> None:
    with serve(OK) as server:
        http = make_http()
        with ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(lambda _: http.get(server.url).status, range(100)))
    assert answers == [200] * 100


def test_a_connection_that_the_lms_has_closed_is_replaced() -> None:
    def close_after(handler: BaseHTTPRequestHandler) -> None:
        OK(handler)
        handler.close_connection = True

    with serve(close_after) as server:
        http = make_http()
        first = http.get(server.url)
        while find_trouble(http, server.url) is not None:
            pass
        assert first.status == 200
        assert len(server.connections) >= 2


def test_a_redirect_is_not_followed() -> None:
    with serve(make_answer(b"", status=302, headers={"Location": "http://127.0.0.1:1/"})) as server:
        assert make_http().get(server.url).status == 302
        assert len(server.requests) == 1


def test_an_answer_that_is_too_large_is_dropped() -> None:
    with serve(make_answer(b"x" * 100_001)) as server:
        assert find_trouble(make_http(), server.url) is Trouble.TOO_LARGE
        server.answer(b"x" * 100_000)
        assert find_trouble(make_http(), server.url) is None


def drip(handler: BaseHTTPRequestHandler, text: bytes) -> None:
    """Send a text byte by byte until the other side has had enough."""
    for byte in text:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.02)


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"], ids=["head", "body"]
)
def test_an_answer_that_drips_is_given_up_at_the_deadline(head: bytes) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        drip(handler, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000)

    http = make_http(read_timeout=timedelta(seconds=1), total_timeout=timedelta(seconds=0.3))
    with serve(respond) as server:
        began = time.monotonic()
        assert find_trouble(http, server.url) is Trouble.TOO_SLOW
        assert time.monotonic() - began < 0.9


def test_an_lms_that_says_nothing_is_given_up() -> None:
    over = threading.Event()
    http = make_http(read_timeout=timedelta(seconds=0.1))

    def wait(handler: BaseHTTPRequestHandler) -> None:
        over.wait(5)

    with serve(wait) as server:
        assert find_trouble(http, server.url) is Trouble.TOO_SLOW
        over.set()


def test_an_answer_that_is_no_http_is_no_answer() -> None:
    def talk_nonsense(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"nonsense\r\n\r\n")

    with serve(talk_nonsense) as server:
        assert find_trouble(make_http(), server.url) is Trouble.NO_CONNECTION


def test_nobody_at_home_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert find_trouble(make_http(), f"http://127.0.0.1:{port}/") is Trouble.NO_CONNECTION


@pytest.mark.parametrize(
    "url",
    ["", "lms.example", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a:b@127.0.0.1/",
     "http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/é",
     "http://[::1", "https:///x"],
)  # fmt: skip
def test_an_address_that_is_none_is_not_called(url: str) -> None:
    assert find_trouble(make_http(), url) is Trouble.ADDRESS_REFUSED


def test_plain_http_is_refused_once_the_service_is_not_on_this_machine() -> None:
    with serve(OK) as server:
        assert find_trouble(make_http(allow_loopback=False), server.url) is Trouble.ADDRESS_REFUSED
        assert server.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "127.1"])
def test_this_machine_is_not_called_by_a_service_that_is_elsewhere(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        http = make_http(allow_loopback=False, allowed_private_hosts=(host,))
        assert find_trouble(http, f"https://{host}:{port}/") is Trouble.ADDRESS_REFUSED
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has vouched for, with its key, in one file."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    private = make_platform_key("tls").private
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    secret = private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + certificate.public_bytes(encoding))
    return path


def test_the_certificate_of_an_lms_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serve(OK, tls=tls) as server:
        assert find_trouble(make_http(), server.url) is Trouble.NO_CONNECTION
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert find_trouble(make_http(), server.url) is None
        assert (
            find_trouble(make_http(), server.url.replace("127.0.0.1", "localhost")) is Trouble.NO_CONNECTION
        )
        assert find_trouble(make_http(max_bytes=1), server.url) is Trouble.TOO_LARGE


GUARD = Guard(private_hosts=frozenset({"moodle.council.internal"}), allow_loopback=False, read_timeout=1.0)
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
PRIVATE = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
           "2002:a00:1::1"]  # fmt: skip
NEVER = ["127.0.0.1", "::1", "169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "240.0.0.1",
         "255.255.255.255", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1"]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert GUARD.decide(host="moodle.example.org", address=address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_may_be_called_only_for_a_host_that_is_named(address: str) -> None:
    assert not GUARD.decide(host="moodle.example.org", address=address)
    assert GUARD.decide(host="Moodle.Council.internal.", address=address)


@pytest.mark.parametrize("address", NEVER)
def test_this_machine_and_reserved_addresses_are_never_called(address: str) -> None:
    assert not GUARD.decide(host="moodle.example.org", address=address)
    assert not GUARD.decide(host="moodle.council.internal", address=address)


def test_loopback_alone_is_opened_by_a_public_address_on_loopback() -> None:
    guard = Guard(private_hosts=frozenset(), allow_loopback=True, read_timeout=1.0)
    assert guard.decide(host="localhost", address="127.0.0.1")
    assert guard.decide(host="localhost", address="::1")
    assert not guard.decide(host="localhost", address="10.0.0.1")
    assert not guard.decide(host="localhost", address="169.254.169.254")
