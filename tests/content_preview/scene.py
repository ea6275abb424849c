"""A throw-away service with two courses, one in which everything is open and one whose first day is far away."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from flask import Flask
from sqlalchemy.orm import Session

from lti_app.clock import utc_now
from lti_app.cohort.calendar_records import CohortCalendar
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import db, transaction
from lti_app.gate.records import Waiver
from lti_app.launch.reads import find_live_visit
from lti_app.launch.records import VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.organisation.records import Deployment, DeploymentState, Organisation, PlatformRecord
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.programme.model import Programme
from lti_app.web.current import make_csrf_token
from lti_app.workshop.records import Release

LMS = "https://lms.example.org"
STAY = timedelta(days=2)
FAR = timedelta(days=400)
PEOPLE = cycle(("Amina Yusuf", "Tom Fletcher", "Grace Okoro", "Daniel Price", "Siân Morgan"))
TRAINERS = cycle(("Helen Marsh", "Raj Anand"))


@dataclass(frozen=True, slots=True)
class Scene:
    """What was made at the start; `secret` is the one browser's."""

    app: Flask
    secret: str
    deployment_row_id: int
    open_id: int
    closed_id: int

    @property
    def programme(self) -> Programme:
        """The pack as it was last read."""
        programme: Programme = self.app.extensions["programme"]
        return programme

    def enter(
        self, *, role: Role = Role.PARTICIPANT, closed: bool = False, activity: str | None = None
    ) -> Visit:
        """A new person's visit; each link has a person of its own, so that none changes what another shows."""
        now, cohort_id = utc_now(), self.closed_id if closed else self.open_id
        visit_id = secrets.token_urlsafe(16)
        with transaction() as session:
            person_id = _add_person(session, cohort_id, role)
            visit = VisitRecord(
                id=visit_id,
                browser_digest=digest(self.secret),
                kind=VisitKind.ACTIVITY,
                role=role,
                organisation_id=1,
                deployment_row_id=self.deployment_row_id,
                person_id=person_id,
                cohort_id=cohort_id,
                activity_key=activity,
                presentation=json.dumps({"return_url": None, "document_target": None}),
                login_digest="",
                opened_at=now,
                seen_at=now,
                ends_at=now + STAY,
            )
            session.add(visit)
        token = make_csrf_token(visit_id=visit_id, browser_secret=self.secret)
        found = find_live_visit(visit_id, browser_secret=self.secret, csrf_token=token, idle=STAY, now=now)
        assert found is not None, "the visit was made a moment ago"
        return found


def make_scene(app: Flask) -> Scene:
    """The scene in an empty database; the app's context must be open."""
    db.create_all()
    now = utc_now()
    with transaction() as session:
        session.add(Organisation(id=1, name="Northmoor Council", created_at=now))
        session.flush()
        urls = {"auth_url": f"{LMS}/auth", "token_url": f"{LMS}/token", "jwks_url": f"{LMS}/jwks"}
        session.add(
            PlatformRecord(id=1, organisation_id=1, issuer=LMS, client_id="preview", created_at=now, **urls)
        )
        session.flush()
        deployment = Deployment(
            platform_id=1, organisation_id=1, deployment_id="1", state=DeploymentState.APPROVED, seen_at=now
        )
        cohorts = [
            _make_cohort("Autumn cohort", CohortPolicy.OPEN),
            _make_cohort("Closed", CohortPolicy.CALENDAR),
        ]
        session.add_all([deployment, *cohorts])
        session.flush()
        starts_on = (now + FAR).date()
        session.add(CohortCalendar(cohort_id=cohorts[1].id, starts_on=starts_on, set_at=now))
        return Scene(app, secrets.token_urlsafe(32), deployment.id, cohorts[0].id, cohorts[1].id)


def open_everything(scene: Scene) -> None:
    """Give out and waive whatever the pack holds now, in the open course; once more after each change of the pack."""
    now, programme = utc_now(), scene.programme
    with transaction() as session:
        for table in (Release, Waiver, Placement):
            session.query(table).delete()
        for activity in programme.activities.values():
            parts = [("", "")] + [(part.key, "") for part in activity.parts]
            for part, task in parts + [("", task.key) for task in activity.tasks]:
                session.add(_release(scene, activity.key, part, task))
            for task_key in ["", *(task.key for task in activity.tasks)]:
                session.add(
                    Waiver(
                        cohort_id=scene.open_id,
                        activity_key=activity.key,
                        task_key=task_key,
                        reason="Preview",
                        set_at=now,
                    )
                )
            session.add(_place(scene, activity.key, activity.title))


def _release(scene: Scene, activity: str, part: str, task: str) -> Release:
    return Release(
        cohort_id=scene.open_id, activity_key=activity, part_key=part, task_key=task, released_at=utc_now()
    )


def _place(scene: Scene, activity: str, title: str) -> Placement:
    return Placement(
        cohort_id=scene.open_id,
        deployment_row_id=scene.deployment_row_id,
        resource_link_id=activity,
        activity_key=activity,
        title=title,
        grading_in_link=Grading.COMPLETION,
        line_item_url=f"{LMS}/items/{activity}",
        first_seen_at=utc_now(),
    )


def _make_cohort(title: str, policy: CohortPolicy) -> Cohort:
    return Cohort(
        organisation_id=1,
        issuer=LMS,
        context_id=title,
        title=title,
        policy=policy,
        line_items_scopes="",
        created_at=utc_now(),
    )


def _add_person(session: Session, cohort_id: int, role: Role) -> int:
    now = utc_now()
    name = next(TRAINERS if role is Role.TRAINER else PEOPLE)
    names = json.dumps({"full": name, "given": name.split()[0], "family": name.split()[-1]})
    person = Person(organisation_id=1, issuer=LMS, subject=secrets.token_hex(8), names=names, created_at=now)
    session.add(person)
    session.flush()
    session.add(
        Membership(
            cohort_id=cohort_id,
            person_id=person.id,
            role=role,
            first_seen_at=now,
            last_seen_at=now,
            launched_at=now,
        )
    )
    return person.id
