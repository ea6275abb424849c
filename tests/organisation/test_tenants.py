"""Every route, walked with visits of another organisation and of another cohort: nothing is found or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from lti_app.web.current import make_csrf_token
from tests.builders import TestLms, make_lms
from tests.organisation.tenants import (
    NUMBERED,
    SHUT,
    Tenant,
    administer,
    ask,
    list_addresses,
    list_numbers,
    list_rules,
    people_of,
)


@dataclass(frozen=True, slots=True)
class Town:
    """The first cohort, whose things are sought; another cohort of its organisation; another organisation."""

    own: Tenant
    beside: Tenant
    foreign: Tenant


@pytest.fixture
def town(app: Flask, lms: TestLms) -> Iterator[Town]:
    """Three cohorts of two organisations, with people at work in each."""
    own = people_of(app, Tenant(lms, "2", "Amber"), ("41", "31"))
    administer(app, own, "Northmoor Council")
    beside = people_of(app, Tenant(lms, "3", "Birch"), ("42", "32"))
    with make_lms(app, issuer="https://lms.eastmere.example", client_id="two") as other:
        other.register("Eastmere Council")
        # The same course, the same people by number: only the organisation tells them apart.
        foreign = people_of(app, Tenant(other, "2", "Cedar"), ("41", "31"))
        administer(app, foreign, "Eastmere Council")
        yield Town(own, beside, foreign)


def _token(app: Flask, root: str, client: object) -> str:
    cookie = client.get_cookie("__Host-browser")  # type: ignore[attr-defined]
    assert cookie is not None
    with app.test_request_context():
        return make_csrf_token(visit_id=root.rpartition("/")[2], browser_secret=cookie.value)


def _walk(app: Flask, tenant: Tenant) -> Iterator[tuple[str, str, str, bool, int, str]]:
    """Each answer to each route with the tenant's own visits and the first tenant's numbers.

    Who asked, how, where, whether the address names a number, the status, and the body. A form that finds nothing
    of that number may lead back to the asker's own pages.
    """
    numbers = list_numbers(app)
    for who, (client, root) in tenant.visits.items():
        token = _token(app, root, client)
        rules = [rule for rule in list_rules(app) if rule.rule.startswith(root[:3])]
        # Signing out last: it would end the walk.
        for rule in sorted(rules, key=lambda one: one.endpoint == "administration.sign_out"):
            for address in list_addresses(rule, root, numbers):
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    answer = ask(client, method, address, token)
                    if answer.status_code == 303 and rule.arguments & NUMBERED.keys():
                        assert answer.headers["Location"].startswith(root), rule.rule
                    numbered = bool(rule.arguments & NUMBERED.keys())
                    yield who, method, rule.rule, numbered, answer.status_code, answer.get_data(as_text=True)


def _ids(tenant: Tenant) -> list[str]:
    return [root for _client, root in tenant.visits.values()]


def test_the_words_that_are_sought_stand_on_the_cohorts_own_pages(app: Flask, town: Town) -> None:
    client, root = town.own.visits["trainer"]
    page = client.get(f"{root}/cohort").get_data(as_text=True)
    assert all(word in page for word in town.own.secrets)
    client, root = town.own.visits["administrator"]
    assert "Amber Trainer" in client.get(f"{root}/people").get_data(as_text=True)
    assert town.own.lms.issuer in client.get(f"{root}/sites").get_data(as_text=True)


def test_another_organisations_visits_find_nothing_of_ours(app: Flask, town: Town) -> None:
    ours = (
        *town.own.secrets,
        *town.beside.secrets,
        "Amber",
        "Northmoor",
        town.own.lms.issuer,
        *_ids(town.own),
    )
    for who, method, rule, numbered, status, body in _walk(app, town.foreign):
        asked = f"{who}: {method} {rule}"
        assert status < 500, asked
        if numbered:
            assert status in SHUT or (method, status) == ("POST", 303), f"{asked} gave {status}"
        assert [word for word in ours if word in body] == [], asked


def test_another_cohorts_visits_find_nothing_of_ours(app: Flask, town: Town) -> None:
    ours = (*town.own.secrets, "Amber", *_ids(town.own))
    for who, method, rule, numbered, status, body in _walk(app, town.beside):
        asked = f"{who}: {method} {rule}"
        assert status < 500, asked
        if numbered:
            assert status in SHUT or (method, status) == ("POST", 303), f"{asked} gave {status}"
        assert [word for word in ours if word in body] == [], asked


def test_after_both_walks_ours_stands_as_it_stood(app: Flask, town: Town) -> None:
    client, root = town.own.visits["trainer"]
    desk, desk_root = town.own.visits["administrator"]

    def _look() -> tuple[str, ...]:
        pages = (
            client.get(f"{root}/cohort"),
            desk.get(f"{desk_root}/people"),
            desk.get(f"{desk_root}/sites"),
        )
        return tuple(page.get_data(as_text=True).partition("<main")[2] for page in pages)

    before = _look()
    for tenant in (town.foreign, town.beside):
        assert sum(1 for _ in _walk(app, tenant)) > 40
    assert _look() == before


def test_the_address_of_a_visit_opens_nothing_in_another_browser(app: Flask, town: Town) -> None:
    numbers = list_numbers(app)
    for other in (town.beside, town.foreign):
        client, own_root = other.visits["trainer"]
        token = _token(app, own_root, client)
        for _client, root in town.own.visits.values():
            for rule in list_rules(app):
                if not rule.rule.startswith(root[:3]):
                    continue
                for address in list_addresses(rule, root, numbers):
                    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                        answer = ask(client, method, address, token)
                        assert answer.status_code == 401, f"{method} {rule.rule}"
                        assert "Amber" not in answer.get_data(as_text=True)


def test_one_client_with_several_deployments_lets_each_in_only_once_approved(app: Flask, town: Town) -> None:
    town.own.lms.deployment_id = "2"
    answer = town.own.lms.launch(app.test_client())
    assert answer.status_code == 403
    desk, root = town.own.visits["administrator"]
    assert "Deployment 2" in desk.get(f"{root}/sites").get_data(as_text=True)
    desk, root = town.foreign.visits["administrator"]
    assert "Deployment 2" not in desk.get(f"{root}/sites").get_data(as_text=True)
