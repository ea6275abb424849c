"""Two organisations and two cohorts of one of them, each with its own words, and a walk through every route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import BaseConverter, Rule, UnicodeConverter
from werkzeug.test import TestResponse

from lti_app.activity.records import Submission
from lti_app.administration.records import AdministrationRequest, Administrator
from lti_app.cohort.records import Cohort, Person
from lti_app.cpd.records import CpdRecord
from lti_app.database import Base, read_only
from lti_app.gate.records import Waiver
from lti_app.organisation.records import Deployment
from lti_app.placement.records import Placement
from lti_app.portfolio.document_records import MadeDocument
from lti_app.portfolio.records import HandedOver
from lti_app.score_delivery.records import ScoreRow
from tests.administration.coming_in import become_administrator
from tests.builders import CLAIM, INSTRUCTOR, LEARNER, TestLms, csrf_of

NUMBERED: Mapping[str, type[Base]] = {
    "person_id": Person,
    "cohort_id": Cohort,
    "score_id": ScoreRow,
    "placement_id": Placement,
    "deployment_row_id": Deployment,
    "request_id": AdministrationRequest,
    "administrator_id": Administrator,
    "submission_id": Submission,
    "waiver_id": Waiver,
    "record_id": CpdRecord,
    "handed_id": HandedOver,
    "document_id": MadeDocument,
}
"""Which table an address's number is of: a route with a new kind of number must say so here."""
KEYS = {"key": "m1-w1", "task_key": "experience"}
SHUT = frozenset({400, 401, 403, 404, 405, 422})
"""How a page answers what is not for the person who asks."""


@dataclass
class Tenant:
    """A cohort of an organisation: its people in their browsers, and the words that are nobody else's."""

    lms: TestLms
    course: str
    words: str
    visits: dict[str, tuple[FlaskClient, str]] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody else may ever read: the names of its people and of its course."""
        return tuple(f"{self.words} {what}" for what in ("Participant", "Trainer", "Course"))

    def enter(self, app: Flask, role: str, roles: list[str], subject: str) -> None:
        """Let one person in."""
        client = app.test_client()
        claims: dict[str, Any] = {
            CLAIM + "roles": roles,
            CLAIM + "context": {"id": self.course, "title": f"{self.words} Course"},
            CLAIM + "resource_link": {"id": f"link-{self.course}", "title": "Week one"},
            "sub": subject,
            "name": f"{self.words} {role.capitalize()}",
        }
        self.visits[role] = (client, self.lms.enter(client, **claims))


def people_of(app: Flask, tenant: Tenant, subjects: tuple[str, str]) -> Tenant:
    """The tenant with a participant, who has worked, and a trainer, who has asked to administer."""
    tenant.enter(app, "participant", [LEARNER], subjects[0])
    tenant.enter(app, "trainer", [INSTRUCTOR], subjects[1])
    client, visit = tenant.visits["participant"]
    page = client.get(f"{visit}/activity/m1-w1/task/experience").get_data(as_text=True)
    form = dict.fromkeys(fields_of(page), f"{tenant.words} answer, long enough to be one. " * 20)
    client.post(f"{visit}/activity/m1-w1/task/experience", data={**form, "csrf_token": csrf_of(page)})
    client, visit = tenant.visits["trainer"]
    page = client.get(f"{visit}/administration").get_data(as_text=True)
    client.post(f"{visit}/administration/ask", data={"csrf_token": csrf_of(page)})
    return tenant


def administer(app: Flask, tenant: Tenant, organisation: str) -> None:
    """Give the tenant an administrator, in a browser of their own."""
    desk = become_administrator(app, app.test_client(), organisation)
    tenant.visits["administrator"] = (desk.client, desk.root)


def fields_of(page: str) -> list[str]:
    """The names of a page's fields for text."""
    return re.findall(r'<(?:textarea|input class="govuk-input)[^>]* name="([^"]+)"', page)


def list_rules(app: Flask) -> list[Rule]:
    """Every route that a visit leads to."""
    return [rule for rule in app.url_map.iter_rules() if "visit_id" in rule.arguments]


def list_numbers(app: Flask) -> dict[str, int]:
    """The first number of each table, where the first tenant's things stand."""
    with app.app_context(), read_only() as session:
        firsts = {
            name: session.scalar(select(func.min(table.__table__.c.id))) for name, table in NUMBERED.items()
        }
    return {name: first if first is not None else 1 for name, first in firsts.items()}


def list_addresses(rule: Rule, root: str, numbers: Mapping[str, int]) -> Iterator[str]:
    """The addresses of a route for a visit, once for each of the words that it may hold."""
    visit_id = root.rpartition("/")[2]
    words = {name: "unknown" for name in rule.arguments if type(rule._converters[name]) is UnicodeConverter}
    values: dict[str, Any] = {**words, "visit_id": visit_id, **KEYS, **numbers}
    undeclared = rule.arguments - values.keys() - {"decision"}
    assert not undeclared, f"{rule.rule}: say in tests/organisation/tenants.py which table {undeclared} is of"
    for word in _list_words(rule):
        built = rule.build({name: {**values, "decision": word}[name] for name in rule.arguments})
        assert built is not None, rule.rule
        yield built[1]


def _list_words(rule: Rule) -> list[str]:
    chosen: BaseConverter | None = rule._converters.get("decision")
    if chosen is None:
        return [""]
    return re.findall(r"\w+", chosen.regex.removeprefix("(?:"))


def ask(client: FlaskClient, method: str, address: str, token: str) -> TestResponse:
    """The answer to a request with the visit's own token."""
    if method == "GET":
        return client.get(address)
    return client.post(address, data={"csrf_token": token, "activity": "m1-w1", "grading": "progress"})
