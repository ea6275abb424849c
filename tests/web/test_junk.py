"""Whoever sends whatever to any page: it is refused, or cleaned and kept, and no page fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.administration.coming_in import become_administrator
from tests.builders import make_app, make_lms, make_settings
from tests.databases import lend_database
from tests.organisation.tenants import list_addresses, list_numbers
from tests.portfolio.filling import fill
from tests.sign_off.scene import Scene, make_scene, open_desk
from tests.web.junk import ASKED, JUNK, Form, Somebody, fill_form, list_forms, list_junk_addresses, look, send


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.long),
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: None) -> Iterator[str]:
    """PostgreSQL, which takes less than SQLite does; SQLite in `make faults`."""
    with lend_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def scene(tmp_path: Path, database_url: str) -> Iterator[Scene]:
    """A cohort where there is something to review, to sign and to draw."""
    limits = {"LOGIN_LIMIT": "0", "FAILURE_LIMIT": "0", "SIGNED_LINK_LIMIT": "0", "CERTIFICATE_LIMIT": "0"}
    mail = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "Programme <programme@northmoor.gov.uk>"}
    settings = make_settings(tmp_path, DATABASE_URL=database_url, **limits, **mail)
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        made = make_scene(app, lms)
        fill(made.writer)
        made.writer.hand_over()
        yield made


@pytest.fixture
def everybody(scene: Scene) -> list[Somebody]:
    """One browser of each kind of person."""
    scene.name()
    desk = open_desk(scene, scene.make_link())
    office = become_administrator(scene.app, scene.app.test_client())
    return [
        Somebody("participant", scene.writer.client, scene.writer.root),
        Somebody("trainer", scene.trainer, scene.root),
        Somebody("line manager", desk.client, desk.root),
        Somebody("administrator", office.client, office.root),
    ]


def test_no_form_fails_whatever_is_sent(scene: Scene, everybody: list[Somebody]) -> None:
    sent, failed = 0, set()
    for somebody in everybody:
        token = somebody.token(scene.app)
        numbers = list_numbers(scene.app) | {"person_id": scene.writer.person_id}
        forms: dict[tuple[str, tuple[str, ...]], Form] = {}
        for rule in somebody.rules(scene.app, "GET"):
            for address in list_addresses(rule, somebody.root, numbers):
                status, page = look(somebody, address)
                if status == 200 and page:
                    forms |= {(form.address, form.names): form for form in list_forms(page, address)}
        for form in forms.values():
            if form.address.endswith("/sign-out"):
                continue
            for kind, fields in fill_form(form):
                sent += 1
                if send(somebody, form.address, token, fields) >= 500:
                    failed.add(f"{somebody.who}: {form.address.replace(somebody.root, '')} with {kind}")
    assert sorted(failed) == []
    assert sent > 500


def test_no_address_fails_whatever_stands_in_it(scene: Scene, everybody: list[Somebody]) -> None:
    asked, failed = 0, set()
    for somebody in everybody:
        token = somebody.token(scene.app)
        numbers = list_numbers(scene.app) | {"person_id": scene.writer.person_id}
        for method in ("GET", "POST"):
            for rule in somebody.rules(scene.app, method):
                for address in list_junk_addresses(rule, somebody.root, numbers):
                    asked += 1
                    is_get = method == "GET"
                    status = look(somebody, address)[0] if is_get else send(somebody, address, token, [])
                    if status >= 500:
                        failed.add(f"{somebody.who}: {method} {rule.rule} {address[-20:]!r}")
    assert sorted(failed) == []
    assert asked > 400


def test_no_page_fails_whatever_is_asked_of_it(scene: Scene, everybody: list[Somebody]) -> None:
    asked, failed = 0, set()
    for somebody in everybody:
        numbers = list_numbers(scene.app) | {"person_id": scene.writer.person_id}
        for rule in somebody.rules(scene.app, "GET"):
            address = next(list_addresses(rule, somebody.root, numbers))
            for kind, junk in JUNK.items():
                asked += 1
                status, _ = look(somebody, address, tuple((name, junk[:900]) for name in ASKED))
                if status >= 500:
                    failed.add(f"{somebody.who}: {rule.rule} with {kind}")
    assert sorted(failed) == []
    assert asked > 300
