"""Which pages there are to look at: each kind of activity and task in each state, and every page that a person has."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

from werkzeug.routing import Rule

from lti_app.activity.shape_rules import name_kind
from lti_app.administration.records import Administrator, AdministratorVisitRecord
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.programme.model import Activity, ActivityKind, TaskRef
from lti_app.sign_off.namer_rules import namer_of_visit
from lti_app.web.entry import Entry
from tests.content_preview.doing import bring_to, submit
from tests.content_preview.scene import Scene
from tests.content_preview.states import OF_ACTIVITY, OF_PART, State, list_states
from tests.sweep.desks import list_desk_sights, propose
from tests.sweep.sights import Sight

FILES = (".", "/file")
FILLED = frozenset({"visit_id", "key", "task_key", "person_id", "cohort_id"})
PICTURED = frozenset({State.OPEN, State.TRAINER})
SHOWN = TaskRef(*("m1-w1", "strengths"))  # type: ignore[arg-type]


def list_sights(scene: Scene) -> Iterator[Sight]:
    """Every page to look at, those of trainers and administrators first, while few people are in the course."""
    yield from _list_of_people(scene)
    yield from _list_plain()
    yield from _list_states(scene)


def _list_plain() -> Iterator[Sight]:
    for name in ("help", "privacy", "accessibility"):
        yield Sight(f"plain {name}", "", f"/{name}", True)
    yield Sight("no such page", "error", "/nowhere", True)
    yield Sight("visit ended", "error", "/v/nobody/programme", True)


def _list_states(scene: Scene) -> Iterator[Sight]:
    """One activity, one part and one task of each kind, in every state."""
    activities, tasks = _choose(scene)
    for kind, activity in activities.items():
        for state in OF_ACTIVITY:
            yield _sight(f"{kind} activity", state, activity.key)
    story = next(one for one in scene.programme.activities.values() if len(one.parts) > 1)
    for state in OF_PART:
        yield _sight("part of a case", state, f"{story.key}/part/{story.parts[0].key}")
    for name, ref in tasks.items():
        for state in list_states(scene.programme.get_task(ref).asks):
            yield _sight(f"task {name}", state, f"{ref.activity}/task/{ref.task}")
    for state in (State.OPEN, State.CLOSED, State.TRAINER):
        yield _sight("programme map", state, "programme")


def _sight(kind: str, state: State, way: str) -> Sight:
    pictured = state is State.OPEN or (kind in {"task write", "study activity"} and state is not State.DRAFT)
    return Sight(kind, state.value, f"/preview/{state}/{way}", pictured)


def _choose(scene: Scene) -> tuple[dict[ActivityKind, Activity], dict[str, TaskRef]]:
    activities: dict[ActivityKind, Activity] = {}
    tasks: dict[str, TaskRef] = {}
    for activity in scene.programme.activities.values():
        activities.setdefault(activity.kind, activity)
        for task in activity.tasks:
            tasks.setdefault(name_kind(task.asks), TaskRef(activity.key, task.key))
    return activities, tasks


def _list_of_people(scene: Scene) -> Iterator[Sight]:
    """Every page whose address needs no more than a visit, an activity and a person: whoever made it, it is here."""
    people = _bring_people(scene)
    trainer = scene.enter(role=Role.TRAINER, activity="m1-w1")
    manager = scene.enter(role=Role.LINE_MANAGER)
    visits: dict[Role, Visit] = {
        Role.PARTICIPANT: people[0],
        Role.TRAINER: trainer,
        Role.LINE_MANAGER: manager,
    }
    administrator = _enter_administrator(scene)
    propose(scene, people[1])
    desks = list(list_desk_sights(scene, namer_of_visit(trainer)))
    for rule in sorted(scene.app.url_map.iter_rules(), key=lambda one: one.rule):
        entry: Entry | None = getattr(scene.app.view_functions[rule.endpoint], "__entry__", None)
        if entry is None or not _is_page(rule):
            continue
        name = re.sub(r"<(int:\w+|key)>", "one", rule.rule.split(">", 1)[1].strip("/"))
        if entry.administrators:
            yield Sight(f"administrator {name}", "", _address(rule, administrator, people[0]), True)
        for role in entry.roles if VisitKind.ACTIVITY in entry.kinds else ():
            if role in visits:
                yield Sight(f"{role.value} {name}", "", _address(rule, visits[role].id, people[0]), True)
    yield from _list_proposals(scene, people[1], trainer, administrator)
    yield from desks


def _list_proposals(scene: Scene, person: Visit, trainer: Visit, administrator: str) -> Iterator[Sight]:
    """A line manager who is proposed, as each who has a say sees it, and what an administrator is asked or told."""
    there = f"people/{person.person_id}"
    office = f"/a/{administrator}/line-managers/{person.cohort_id}/{there}"
    yield Sight("participant line-manager", "proposed", f"/v/{person.id}/line-manager", True)
    yield Sight("trainer line-manager", "proposed", f"/v/{trainer.id}/cohort/{there}/line-manager", True)
    yield Sight("administrator line-manager", "proposed", office, True)
    decision = f"/a/{administrator}/deployments/{scene.deployment_row_id}/off"
    yield Sight("administrator deployment", "to be turned off", decision, False)
    yield Sight("administrator trail", "nobody", f"/a/{administrator}/trail?who=Zacharias", False)
    yield Sight("administrator trail", "several", f"/a/{administrator}/trail?who=a", False)
    yield Sight("administrator trail", "error", f"/a/{administrator}/trail?on-day=99", False)


def _is_page(rule: Rule) -> bool:
    in_list = rule.arguments <= FILLED and "visit_id" in rule.arguments and "GET" in (rule.methods or ())
    return (
        in_list
        and not any(mark in rule.rule for mark in FILES)
        and not rule.rule.startswith("/v/<visit_id>/activity")
    )


def _address(rule: Rule, visit_id: str, person: Visit) -> str:
    key = "m1-w4" if "workshop" in rule.rule else SHOWN.activity
    filled = {
        "<visit_id>": visit_id,
        "<key>": key,
        "<task_key>": SHOWN.task,
        "<int:person_id>": str(person.person_id),
        "<int:cohort_id>": str(person.cohort_id),
    }
    address = rule.rule
    for name, value in filled.items():
        address = address.replace(name, value)
    return address


def _bring_people(scene: Scene) -> list[Visit]:
    """Some people in the course, each somewhere else; the first has done much of week one."""
    week = scene.programme.activities[SHOWN.activity]
    states = (State.COMPLETE, State.SUBMITTED, State.DRAFT, State.OPEN)
    people = [scene.enter(activity=week.key) for _ in states]
    for person, state in zip(people, states, strict=True):
        bring_to(scene, person, week, None, state)
    returned = scene.enter(activity=week.key)
    bring_to(scene, returned, week, week.find_task(SHOWN.task), State.RETURNED)
    submit(scene, people[2], TaskRef(week.key, week.tasks[1].key))
    return [*people, returned]


def _enter_administrator(scene: Scene) -> str:
    now, visit_id = utc_now(), secrets.token_urlsafe(16)
    with transaction() as session:
        administrator = Administrator(organisation_id=1, name="Sanjay Patel", created_at=now)
        session.add(administrator)
        session.flush()
        session.add(
            AdministratorVisitRecord(
                id=visit_id,
                browser_digest=digest(scene.secret),
                administrator_id=administrator.id,
                opened_at=now,
                seen_at=now,
                ends_at=now + timedelta(days=1),
            )
        )
    return visit_id
