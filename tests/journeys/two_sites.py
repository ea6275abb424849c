"""The service and the LMS as two sites over https, each behind a relay that speaks TLS."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.demo.places import ROOT
from tests.demo.processes import start, stop, wait_until_ready
from tests.demo.steps import ORGANISATION
from tests.installed import install
from tests.journeys.moved_clock import MovedClock
from tests.journeys.stack import JourneyPlaces, Stack
from tests.ports import free_port
from tests.practice_lms.server import PracticeLms, registered_at

TOOL_HOST, LMS_HOST = "tool.test", "lms.test"


@dataclass(frozen=True, slots=True)
class TwoSites:
    """Where the two are for a browser that leads *.test here, and the service's database."""

    tool_url: str
    lms_url: str
    storage_target: str
    stack: Stack

    def read_log(self) -> list[str]:
        """What the launch log says of each attempt."""
        with closing(sqlite3.connect(self.stack.places.folder / "service.sqlite3", timeout=10)) as database:
            return [reasons for (reasons,) in database.execute("SELECT reasons FROM launch_log")]


def make_certificate(folder: Path) -> Path:
    """A certificate that nobody has signed, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "two sites")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(TOOL_HOST), x509.DNSName(LMS_HOST)]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _serve(raw: socket.socket, tls: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        tls.wrap_socket(raw, server_side=True) as client,
        socket.create_connection(("127.0.0.1", port)) as server,
    ):
        # An end of the connection is seen by the one thread or the other, and ends both.
        back = threading.Thread(target=_carry, args=(server, client), daemon=True)
        back.start()
        _carry(client, server)
        back.join()


@contextmanager
def relay(certificate: Path, *, to: int) -> Iterator[int]:
    """The port at which whatever listens on the port `to` is reached over TLS."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    raw, _ = listening.accept()
                    threading.Thread(target=_serve, args=(raw, tls, to), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


@contextmanager
def run_two_sites(folder: Path, *, storage_target: str = "") -> Iterator[TwoSites]:
    """The service at https://tool.test and the LMS at https://lms.test, each on a port of its own."""
    places = JourneyPlaces(free_port(), free_port(), folder)
    MovedClock(places.clock_file).go_back()
    certificate = make_certificate(folder)
    with (
        relay(certificate, to=places.tool_port) as tool_port,
        relay(certificate, to=places.lms_port) as lms_port,
    ):
        tool_url, lms_url = f"https://{TOOL_HOST}:{tool_port}", f"https://{LMS_HOST}:{lms_port}"
        options = ["--public-url", lms_url, "--storage-target", storage_target]
        with PracticeLms.start(tool_url, folder / "lms", places.lms_port, options) as lms:
            # The address is the one that browsers see; the keys behind it are read on this machine.
            registered = replace(registered_at(lms_url), jwks_url=lms.registration.jwks_url)
            install(places.environment, ["--organisation", ORGANISATION, *registered.as_options()])
            serve = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
            serve.append("tests.journeys.two_sites_app:app")
            environment = places.environment | {"SEEN_URL": tool_url}
            running = [start("service", serve, environment, folder / "service.log", ROOT)]
            try:
                wait_until_ready(f"{places.tool_url}/readyz", running)
                yield TwoSites(tool_url, lms_url, storage_target, Stack(places, lms))
            finally:
                stop(running)
