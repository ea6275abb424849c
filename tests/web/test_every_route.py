"""What every route of the service answers with, whoever asks: a walk over the map of addresses, not over samples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import CLAIM, INSTRUCTOR, LEARNER, TestLms, make_app, make_lms, make_settings
from tests.databases import sqlite_url

WHO = {
    "nobody": None,
    "a participant": [LEARNER],
    "a trainer": [INSTRUCTOR],
    "a trainer who places": [INSTRUCTOR],
}
FOR_ALL_TO_KEEP = {"GET /lti/jwks.json"}
KNOWN = {"key": "m1-w1", "activity_key": "m1-w1", "task_key": "experience"}


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestLms]:
    """The whole service, with one LMS registered."""
    folder: Path = tmp_path_factory.mktemp("routes")
    settings = make_settings(folder, DATABASE_URL=sqlite_url(folder), LOGIN_LIMIT="0", FAILURE_LIMIT="0")
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        yield lms


def policy_of(answer: TestResponse) -> dict[str, list[str]]:
    """The content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: words for name, *words in (part.split() for part in parts)}


def enter(lms: TestLms, who: str) -> tuple[FlaskClient, str]:
    """A browser, and the visit that it has open; the id of none where nobody has launched."""
    client = lms.app.test_client()
    roles = WHO[who]
    if roles is None:
        return client, "nobodys"
    asked = lms.begin(client)
    if "places" in who:
        claims = lms.picker_claims(asked["nonce"], roles=roles)
    else:
        claims = {**lms.claims(asked["nonce"]), CLAIM + "roles": roles}
    answer = lms.post(client, asked, claims)
    found = re.search(r"/v/([\w-]+)", answer.headers["Location"])
    assert found is not None
    return client, found[1]


def fill(rule: str, visit_id: str) -> str:
    """The rule's address with a visit, an activity and a task that are there, and other words that are not."""

    def choose(part: re.Match[str]) -> str:
        kind, choices, name = part.groups()
        if kind == "any":
            return str(choices).partition(",")[0]
        return visit_id if name == "visit_id" else "1" if kind == "int" else KNOWN.get(name, "unknown")

    return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>", choose, rule)


def list_answers(lms: TestLms, who: str) -> list[tuple[str, TestResponse]]:
    """The answer of every route to every method that it takes, by the route's rule."""
    client, visit_id = enter(lms, who)
    answers = []
    for rule in lms.app.url_map.iter_rules():
        if "<path:" in rule.rule:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            address = fill(rule.rule, visit_id)
            answers.append((f"{method} {rule.rule}", client.open(address, method=method)))
    return answers


@pytest.mark.parametrize("who", WHO)
def test_every_page_carries_every_header(connected: TestLms, who: str) -> None:
    answers = list_answers(connected, who)
    assert len(answers) > 15
    pages = 0
    for route, answer in answers:
        assert answer.status_code != 500, route
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route
        assert answer.headers["Referrer-Policy"] == "same-origin", route
        assert "X-Frame-Options" not in answer.headers, route
        if route not in FOR_ALL_TO_KEEP:
            assert answer.headers["Cache-Control"] == "no-store", route
        if answer.mimetype == "text/html" and "Location" not in answer.headers:
            pages += 1
            check_policy(route, answer, lms=connected)
    assert pages > 10


def check_policy(route: str, answer: TestResponse, *, lms: TestLms) -> None:
    """Hold a page to its policy: its own scripts alone, by nonce, and no frame but in a registered LMS."""
    policy = policy_of(answer)
    (source,) = policy["script-src"]
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", source), route
    nonce = source.removeprefix("'nonce-").removesuffix("'")
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts, route
    assert all(f'nonce="{nonce}"' in script for script in scripts), route
    assert policy["frame-ancestors"] == ["'self'", lms.issuer], route
    assert policy["default-src"] == ["'none'"] and policy["base-uri"] == ["'none'"], route
    assert "unsafe" not in answer.headers["Content-Security-Policy"], route


def test_a_visit_opens_pages_for_its_role(connected: TestLms) -> None:
    shown = {who: [one for one in list_answers(connected, who) if one[1].status_code == 200] for who in WHO}
    assert {"GET /v/<visit_id>/activity/<key>", "GET /v/<visit_id>/programme"} <= {
        route for route, _ in shown["a participant"]
    }
    assert "GET /v/<visit_id>/cohort" in {route for route, _ in shown["a trainer"]}
    assert "GET /v/<visit_id>/picker" in {route for route, _ in shown["a trainer who places"]}
    assert not [route for route, _ in shown["nobody"] if "/v/" in route]
