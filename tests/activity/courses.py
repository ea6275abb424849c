"""A course with people in it, and nothing in front of it: visits to work in, and what was kept afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from lti_app.activity import actions
from lti_app.activity.answers_rules import read_answers
from lti_app.activity.outcome_rules import SaveOutcome, SubmitOutcome
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import Base, init_database, read_only, transaction
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.organisation.records import Deployment, DeploymentState, Organisation, PlatformRecord
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme, Write
from lti_app.score_delivery.records import ScoreRow
from tests.builders import make_settings
from tests.databases import make_tables

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
MAX_CHARACTERS = 1000
ANY = Write(None, reviewed=False)
Row = TypeVar("Row", bound=Base)


@dataclass
class Course:
    """A cohort with a programme, in a service of its own; `now` is the hour there."""

    app: Flask
    programme: Programme
    cohort_id: int
    deployment_row_id: int
    now: datetime = NOW

    def enter(self, person: str = "p1", role: Role = Role.PARTICIPANT) -> Visit:
        """A visit of that person, who is made a member where they are none yet."""
        with transaction() as session:
            person_id = _settle_person(session, person, self.cohort_id, role)
        return Visit(
            id=f"visit-{person}",
            kind=VisitKind.ACTIVITY,
            role=role,
            organisation_id=1,
            deployment_row_id=self.deployment_row_id,
            platform_id=1,
            person_id=person_id,
            cohort_id=self.cohort_id,
            placement_id=None,
            activity_key=None,
            person_name="",
            cohort_title="Course",
            return_url=None,
            document_target=None,
            deep_link=None,
            csrf_token="",
            seen_at=NOW,
            ends_at=NOW + timedelta(hours=12),
        )

    def place(self, activity: str, grading: Grading = Grading.COMPLETION, *, column: bool = True) -> int:
        """Place an activity in the course page, with a column in the gradebook or without; its number."""
        with transaction() as session:
            placement = Placement(
                cohort_id=self.cohort_id,
                deployment_row_id=self.deployment_row_id,
                resource_link_id=f"{activity}-{grading}",
                activity_key=activity,
                title=activity,
                grading_in_link=grading,
                line_item_url="https://lms.example.org/li/1" if column else None,
                first_seen_at=NOW,
            )
            session.add(placement)
            session.flush()
            return placement.id

    def another_cohort(self) -> Course:
        """A second course of the same organisation, in the same service."""
        with transaction() as session:
            cohort = _make_cohort(CohortPolicy.IN_ORDER, "c2")
            session.add(cohort)
            session.flush()
            return replace(self, cohort_id=cohort.id)

    def save(
        self, visit: Visit, task: str, form: dict[str, str], *, over: int = 0, tab: str = "tab-a", **more: Any
    ) -> SaveOutcome:
        """Save a draft of `activity/task`."""
        return actions.save_draft(**self._typed(visit, task, form, over, tab), **more)

    def submit(
        self, visit: Visit, task: str, form: dict[str, str], *, over: int = 0, tab: str = "tab-a"
    ) -> SubmitOutcome:
        """Submit `activity/task`."""
        return actions.submit(**self._typed(visit, task, form, over, tab))

    def discard(self, visit: Visit, task: str) -> object:
        """Discard the draft of `activity/task`."""
        activity_key, _, task_key = task.partition("/")
        return actions.discard_draft(
            visit=visit,
            programme=self.programme,
            activity_key=activity_key,
            task_key=task_key,
            now=self.now,
        )

    def _typed(self, visit: Visit, task: str, form: dict[str, str], over: int, tab: str) -> dict[str, Any]:
        activity_key, _, task_key = task.partition("/")
        activity = self.programme.find_activity(activity_key)
        found = activity.find_task(task_key) if activity else None
        answers = read_answers(asks=found.asks, form=form) if found else read_answers(asks=ANY, form=form)
        return {
            "visit": visit,
            "programme": self.programme,
            "activity_key": activity_key,
            "task_key": task_key,
            "answers": answers,
            "based_on_version": over,
            "editor": tab,
            "max_characters": MAX_CHARACTERS,
            "now": self.now,
        }


def make_course(app: Flask, programme: Programme, *, policy: CohortPolicy = CohortPolicy.IN_ORDER) -> Course:
    """An empty course that does `programme`; the app's context must be open."""
    with transaction() as session:
        session.add(Organisation(id=1, name="Northmoor Council", created_at=NOW))
        session.flush()
        session.add(
            PlatformRecord(
                id=1,
                organisation_id=1,
                issuer="https://lms.example.org",
                client_id="client",
                auth_url="",
                token_url="",
                jwks_url="",
                created_at=NOW,
            )
        )
        session.flush()
        deployment = Deployment(
            platform_id=1, organisation_id=1, deployment_id="1", state=DeploymentState.APPROVED, seen_at=NOW
        )
        cohort = _make_cohort(policy, "c1")
        session.add_all([deployment, cohort])
        session.flush()
        return Course(app, programme, cohort.id, deployment.id)


def make_database(folder: Path, url: str) -> Flask:
    """A service's database with empty tables, and no pages."""
    settings = make_settings(folder, DATABASE_URL=url)
    make_tables(url)
    app = Flask("service")
    init_database(app, url=settings.database_url, data_keys=settings.data_keys)
    return app


def list_rows(table: type[Row]) -> list[Row]:
    """Every row of a table, oldest first."""
    with read_only() as session:
        rows = list(session.scalars(select(table)))
        session.expunge_all()
    return sorted(rows, key=lambda row: inspect(row).identity or ())


def list_scores() -> list[tuple[int, int, int, str]]:
    """The outbox: placement, score given, version and state of each row."""
    return [(row.placement_id, row.given, row.version, row.state.value) for row in list_rows(ScoreRow)]


def _make_cohort(policy: CohortPolicy, context: str) -> Cohort:
    return Cohort(
        organisation_id=1,
        issuer="https://lms.example.org",
        context_id=context,
        title="Course",
        policy=policy,
        line_items_scopes="",
        created_at=NOW,
    )


def _settle_person(session: Session, subject: str, cohort_id: int, role: Role) -> int:
    person = session.scalar(select(Person).where(Person.subject == subject))
    if person is None:
        person = Person(
            organisation_id=1, issuer="https://lms.example.org", subject=subject, names="{}", created_at=NOW
        )
        session.add(person)
        session.flush()
    member = session.scalar(
        select(Membership).where(Membership.cohort_id == cohort_id, Membership.person_id == person.id)
    )
    if member is None:
        session.add(
            Membership(
                cohort_id=cohort_id, person_id=person.id, role=role, first_seen_at=NOW, last_seen_at=NOW
            )
        )
    return person.id
