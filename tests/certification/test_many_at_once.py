"""Two hundred launches at once on PostgreSQL with four workers: each good one is one visit, no bad one is any."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest
import requests

from tests.databases import postgres_url
from tests.demo.places import ROOT
from tests.demo.processes import start, stop, wait_until_ready
from tests.lti import forge
from tests.lti.local_server import make_answer, serve
from tests.ports import free_port

ISSUER, CLIENT = "https://moodle.example.org", "client-1"
KEY = forge.make_platform_key()
STRANGER = forge.PlatformKey(kid=KEY.kid, private=forge.make_platform_key("another").private)
GOOD, BAD_OF_EACH, AT_ONCE = 100, 20, 32


class Kind(StrEnum):
    """What kind of launch it is."""

    GOOD = "good"
    FORGED = "signed with another key"
    WRONG_NONCE = "another nonce"
    REPLAYED_ELSEWHERE = "a good launch, posted again from another browser"
    NO_SUBJECT = "anonymous"
    OTHER_STATE = "a state that nobody minted"


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service is, and its database."""

    url: str
    database: str

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with closing(psycopg.connect(self.database)) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])


pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, postgres_server: None) -> Iterator[Service]:
    """Four workers on an empty database, with one LMS registered."""
    tmp_path = tmp_path_factory.mktemp("many")
    port, database = free_port(), postgres_url()
    environment = os.environ | {
        "INSTANCE_DIR": str(tmp_path),
        "DATABASE_URL": database,
        "PORT": str(port),
        "WEB_WORKERS": "4",
        "WEB_THREADS": "8",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    with serve(make_answer(forge.make_key_set(KEY))) as keys:
        options = {"organisation": "Northmoor", "issuer": ISSUER, "client-id": CLIENT, "deployment": "1"}
        addresses = {"auth-url": f"{ISSUER}/auth", "token-url": f"{ISSUER}/token", "jwks-url": keys.url}
        named = [word for name, text in (options | addresses).items() for word in (f"--{name}", text)]
        for command in (["database", "upgrade"], ["platform", "add", *named]):
            subprocess.run([*flask, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
        serving = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:app"]
        running = [start("service", serving, environment, tmp_path / "service.log", ROOT)]
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(f"{url}/readyz", running)
            yield Service(url, database)
        finally:
            stop(running)


def _launch(service: Service, number: int, kind: Kind) -> list[int]:
    """The statuses of one launch of that kind by a person of their own; the good launch's first."""
    with requests.Session() as browser:
        asked, cookie = _begin(browser, service, number)
        form = _form(service, asked, number, kind)
        statuses = [_post(service, form, cookie)]
        if kind is Kind.REPLAYED_ELSEWHERE:
            with requests.Session() as other:
                _, strange = _begin(other, service, number + 1000)
                statuses.append(_post(service, form, strange))
        return statuses


def _begin(browser: requests.Session, service: Service, number: int) -> tuple[dict[str, str], str]:
    asked = {
        "iss": ISSUER,
        "client_id": CLIENT,
        "login_hint": str(number),
        "target_link_uri": f"{service.url}/lti/launch",
    }
    answer = browser.post(f"{service.url}/lti/login", data=asked, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    query = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    return query, answer.headers["Set-Cookie"].partition(";")[0]


def _form(service: Service, asked: dict[str, str], number: int, kind: Kind) -> dict[str, str]:
    claims: dict[str, Any] = forge.make_claims(
        issuer=ISSUER,
        client_id=CLIENT,
        tool_url=service.url,
        nonce="x" if kind is Kind.WRONG_NONCE else asked["nonce"],
        now=datetime.now(UTC),
    )
    claims |= {"sub": str(number), forge.LTI + "custom": {"activity": "m1-w1"}}
    if kind is Kind.NO_SUBJECT:
        del claims["sub"]
    token = forge.sign(claims, STRANGER if kind is Kind.FORGED else KEY)
    return {"id_token": token, "state": "unknown" if kind is Kind.OTHER_STATE else asked["state"]}


def _post(service: Service, form: dict[str, str], cookie: str) -> int:
    # A browser takes the cookie for secure on this very machine; the client of this test does not, so it is written.
    answer = requests.post(
        f"{service.url}/lti/launch", data=form, headers={"Cookie": cookie}, allow_redirects=False, timeout=60
    )
    return answer.status_code


@pytest.mark.long
def test_of_two_hundred_launches_at_once_each_good_one_is_one_visit_and_no_bad_one_is(
    service: Service,
) -> None:
    bad = [kind for kind in Kind if kind is not Kind.GOOD]
    kinds = [Kind.GOOD] * GOOD + bad * BAD_OF_EACH
    random.Random(7).shuffle(kinds)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda one: _launch(service, *one), enumerate(kinds, start=1)))
    outcomes = {kind: [got for one, got in zip(kinds, answers) if one is kind] for kind in Kind}

    assert len(answers) == 200
    assert outcomes[Kind.GOOD] == [[303]] * GOOD
    assert outcomes[Kind.REPLAYED_ELSEWHERE] == [[303, 400]] * BAD_OF_EACH
    for kind in (Kind.FORGED, Kind.WRONG_NONCE, Kind.NO_SUBJECT, Kind.OTHER_STATE):
        assert outcomes[kind] == [[400]] * BAD_OF_EACH, kind
    let_in = GOOD + BAD_OF_EACH
    assert service.count("visits") == let_in
    assert service.count("people") == let_in
    assert (service.count("cohorts"), service.count("placements")) == (1, 1)
    assert service.count("launch_log") == let_in + BAD_OF_EACH * len(bad)
    assert service.count("tickets") == 0


@pytest.mark.long
def test_of_forty_posts_of_one_launch_at_once_over_four_workers_all_reach_its_one_visit(
    service: Service,
) -> None:
    before = service.count("visits")
    with requests.Session() as browser:
        asked, cookie = _begin(browser, service, 4)
    form = _form(service, asked, 4, Kind.GOOD)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = list(threads.map(lambda _: _post(service, form, cookie), range(40)))
    assert statuses == [303] * 40
    assert service.count("visits") == before + 1
