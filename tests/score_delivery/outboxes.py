"""A service with an outbox and nothing in front of it: an LMS, a course, people and columns to send scores to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import close_connections, init_database, read_only, transaction
from lti_app.jobs import Jobs, init_jobs
from lti_app.lti.http import LmsHttp
from lti_app.lti.keys import make_signing_key
from lti_app.organisation.records import (
    Deployment,
    DeploymentState,
    Organisation,
    PlatformRecord,
    SigningKeyRecord,
)
from lti_app.placement.records import Placement
from lti_app.programme.reader import load_programme
from lti_app.score_delivery.records import ScoreRow, queue_score
from lti_app.score_delivery.rules import Score, ScoreState
from lti_app.settings import Settings, read_settings
from tests.databases import make_tables
from tests.kept import load_kept

COLUMN = "m1-w1"


def signing_key(council: str = "Northtown") -> tuple[str, str, str]:
    """One key of a council for all tests: making one takes a while."""
    return _make_key(council)


@cache
def _make_key(_council: str) -> tuple[str, str, str]:
    return make_signing_key()


def environment(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """Settings with short waits, for a service that keeps its files in `folder`."""
    return {
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(folder),
        "SCORE_FIRST_RETRY": "0.05",
        "SCORE_LONGEST_RETRY": "0.2",
        "SCORE_LONGEST_PAUSE": "0.1",
        "SCORE_SWEEP_EVERY": "1",
        "HTTP_READ_TIMEOUT": "1",
        "HTTP_TOTAL_TIMEOUT": "2",
        "LINE_ITEMS_REFRESH_AFTER": "0",
        **more,
    }


def make_service(settings: Settings) -> Flask:
    """The service's database, HTTP and jobs, without its pages."""
    app = Flask("service")
    app.extensions["settings"] = settings
    app.extensions["programme"] = load_kept(settings.programme_dir) or load_programme(settings.programme_dir)
    init_database(app, url=settings.database_url, data_keys=settings.data_keys)
    app.extensions["lms_http"] = LmsHttp(
        public_url=settings.public_url,
        allowed_private_hosts=settings.allowed_private_hosts,
        allow_loopback=True,
        connect_timeout=settings.http_connect_timeout,
        read_timeout=settings.http_read_timeout,
        total_timeout=settings.http_total_timeout,
        max_bytes=settings.http_max_bytes,
    )
    init_jobs(app)
    return app


@dataclass(frozen=True, slots=True)
class Outbox:
    """A service with one LMS and one course of `person_ids`, whose `sub` are "1", "2" …"""

    app: Flask
    platform_id: int
    cohort_id: int
    placement_id: int
    person_ids: tuple[int, ...]

    @property
    def jobs(self) -> Jobs:
        """The service's engine."""
        engine: Jobs = self.app.extensions["jobs"]
        return engine

    def close(self) -> None:
        """Close what the service has open."""
        self.jobs.huey.storage.close()
        with self.app.app_context():
            close_connections()

    def queue(
        self, person_id: int, given: int, *, earned_at: datetime | None = None, now: datetime | None = None
    ) -> None:
        """Ask for that score to stand in the gradebook."""
        now = now or utc_now()
        with self.app.app_context(), transaction() as session:
            placement = session.get_one(Placement, self.placement_id)
            queue_score(
                session,
                placement=placement,
                person_id=person_id,
                platform_id=self.platform_id,
                score=Score(given, 100),
                earned_at=earned_at or now,
                now=now,
            )

    def row(self, person_id: int) -> ScoreRow:
        """That person's row, as it stands."""
        with self.app.app_context(), read_only() as session:
            row = session.scalars(select(ScoreRow).where(ScoreRow.person_id == person_id)).one()
            session.expunge(row)
            return row

    def count_states(self) -> dict[ScoreState, int]:
        """How many rows are in which state."""
        with self.app.app_context(), read_only() as session:
            states = list(session.scalars(select(ScoreRow.state)))
        return {state: states.count(state) for state in set(states)}


def make_outbox(
    folder: Path, database_url: str, lms_url: str, *, people: int = 1, placed: bool = True, **more: str
) -> Outbox:
    """An outbox over a fresh database; `placed` says whether the placement has its column yet."""
    make_tables(database_url)
    app = make_service(read_settings(environment(folder, database_url, **more)))
    return add_council(app, lms_url, "Northtown", people=people, placed=placed)


def add_council(app: Flask, lms_url: str, council: str, *, people: int = 1, placed: bool = True) -> Outbox:
    """Another council on the same service, with an LMS and a course of its own."""
    now = utc_now()
    with app.app_context(), transaction() as session:
        deployment = _add_lms(session, lms_url, council, now)
        cohort = _add_course(session, deployment, lms_url, now)
        persons = _add_people(session, cohort, people, now)
        placement = Placement(
            cohort_id=cohort.id,
            deployment_row_id=deployment.id,
            resource_link_id="7",
            activity_key=COLUMN,
            title="Week one",
            line_item_url=f"{lms_url}/items/{COLUMN}?type_id=1" if placed else None,
            first_seen_at=now,
        )
        session.add(placement)
        session.flush()
        return Outbox(app, deployment.platform_id, cohort.id, placement.id, persons)


def _add_lms(session: Session, lms_url: str, council: str, now: datetime) -> Deployment:
    pem, public, kid = signing_key(council)
    organisation = Organisation(name=council, created_at=now)
    session.add(organisation)
    session.flush()
    platform = PlatformRecord(
        organisation_id=organisation.id,
        issuer=lms_url,
        client_id="tool",
        auth_url=f"{lms_url}/auth",
        token_url=f"{lms_url}/token",
        jwks_url=f"{lms_url}/jwks",
        created_at=now,
    )
    key = SigningKeyRecord(
        organisation_id=organisation.id,
        kid=kid,
        private_pem=pem,
        public_jwk=public,
        created_at=now,
        signs_from=now,
    )
    session.add_all([platform, key])
    session.flush()
    deployment = Deployment(
        platform_id=platform.id,
        organisation_id=organisation.id,
        deployment_id="1",
        state=DeploymentState.APPROVED,
        seen_at=now,
    )
    session.add(deployment)
    session.flush()
    return deployment


def _add_course(session: Session, deployment: Deployment, lms_url: str, now: datetime) -> Cohort:
    cohort = Cohort(
        organisation_id=deployment.organisation_id,
        issuer=lms_url,
        context_id="2",
        title="Autumn",
        line_items_url=f"{lms_url}/lineitems?type_id=1",
        line_items_scopes="https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
        line_items_platform_id=deployment.platform_id,
        created_at=now,
    )
    session.add(cohort)
    session.flush()
    return cohort


def _add_people(session: Session, cohort: Cohort, count: int, now: datetime) -> tuple[int, ...]:
    persons = [
        Person(
            organisation_id=cohort.organisation_id,
            issuer=cohort.issuer,
            subject=str(number),
            names="{}",
            created_at=now,
        )
        for number in range(1, count + 1)
    ]
    session.add_all(persons)
    session.flush()
    for person in persons:
        membership = Membership(
            cohort_id=cohort.id,
            person_id=person.id,
            role=Role.PARTICIPANT,
            first_seen_at=now,
            last_seen_at=now,
        )
        session.add(membership)
    return tuple(person.id for person in persons)
