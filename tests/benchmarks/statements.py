"""Database statements per page, which must not grow with the people, and what is fetched and parsed over a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import func, select

from lti_app.clock import utc_now
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.programme.asks import Confirm
from tests.benchmarks.inside import Inside, count_statements, expect
from tests.benchmarks.running import RunningLms
from tests.benchmarks.signing import ACTIVITY, Learner

FEW, MANY = 3, 300
COURSE, FIRST_NUMBER = 70, 500_000
TRAINER = Learner(900_000, course=COURSE, role="Instructor")
NAMES = '{"full": "Bench Learner", "given": "Bench", "family": "Learner"}'
_FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Statements:
    """How many statements each page takes, by its name, with few people and with many in the cohort."""

    few: dict[str, int]
    many: dict[str, int]
    people: int
    key_sets: int

    @property
    def growing(self) -> list[str]:
        """The pages that take another number of statements with many people than with few."""
        return [name for name, count in self.few.items() if self.many[name] != count]


def measure_statements(inside: Inside, lms: RunningLms, *, many: int = MANY) -> Statements:
    """The statements of each page while a course has few participants, and once it has many."""
    lms.forget()
    _add_workers(inside, first=0, people=FEW)
    few = _count_pages(inside, newcomer=FEW)
    _add_workers(inside, first=FEW + 1, people=many // 10)
    _add_members(inside, up_to=many)
    return Statements(
        few=few,
        many=_count_pages(inside, newcomer=many),
        people=many,
        key_sets=lms.read_asked()["key_sets"],
    )


def _make_learner(number: int) -> Learner:
    return Learner(FIRST_NUMBER + number, course=COURSE)


def _add_workers(inside: Inside, *, first: int, people: int) -> None:
    """Let so many people in, each by a launch of their own, and let each do one task."""
    for number in range(first, first + people):
        client = inside.app.test_client()
        task = _find_task(inside, inside.enter(client, _make_learner(number)))
        expect(client.post(task, data={**_read_form(client, task), "do": "submit"}), 303)


def _add_members(inside: Inside, *, up_to: int) -> None:
    """Fill the course up with people who have done nothing yet."""
    now = utc_now()
    with inside.app.app_context(), transaction() as session:
        cohort = session.scalars(select(Cohort).order_by(Cohort.id.desc())).first()
        assert cohort is not None
        present = session.scalar(select(func.count()).where(Membership.cohort_id == cohort.id)) or 0
        people = [
            Person(
                organisation_id=cohort.organisation_id,
                issuer=cohort.issuer,
                subject=f"member-{number}",
                names=NAMES,
                created_at=now,
            )
            for number in range(present, up_to)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            Membership(
                cohort_id=cohort.id,
                person_id=person.id,
                role=Role.PARTICIPANT,
                first_seen_at=now,
                last_seen_at=now,
            )
            for person in people
        )


def _count_pages(inside: Inside, *, newcomer: int) -> dict[str, int]:
    """The statements of each page: of a person who has never been here, and then of their next visits."""
    counts: dict[str, int] = {}
    client, learner = inside.app.test_client(), _make_learner(newcomer)

    def count(name: str, act: Callable[[], object]) -> None:
        counts[name] = count_statements(act)

    asked = inside.log_in(client, learner)
    count("launch, first", lambda: inside.launch(client, learner, asked))
    count("login", lambda: asked.update(inside.log_in(client, learner)))
    addresses: list[str] = []
    count("launch, known person", lambda: addresses.append(inside.launch(client, learner, asked)))
    page = addresses[0]
    task = _find_task(inside, page)
    count("activity page", lambda: expect(client.get(page), 200))
    count("task page", lambda: expect(client.get(task), 200))
    form = _read_form(client, task)
    count("draft save", lambda: expect(client.post(f"{task}/draft", data={**form, "do": "save"}), 200))
    form = _read_form(client, task)
    count("submit", lambda: expect(client.post(task, data={**form, "do": "submit"}), 303))
    count("programme map", lambda: expect(client.get(_visit(page) + "/programme"), 200))
    cohort = _visit(inside.enter(client, TRAINER)) + "/cohort"
    count("cohort page", lambda: expect(client.get(cohort), 200))
    return counts


def _visit(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _find_task(inside: Inside, address: str) -> str:
    """The address of the activity's first task that asks for a confirmation only."""
    activity = inside.app.extensions["programme"].activities[ACTIVITY]
    task = next(one for one in activity.tasks if isinstance(one.asks, Confirm))
    return f"{address}/task/{task.key}"


def _read_form(client: FlaskClient, task: str) -> dict[str, str]:
    """What a browser would send of the task's form with every box ticked."""
    return dict(_FIELD.findall(expect(client.get(task), 200)))
