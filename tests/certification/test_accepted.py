"""What must work works: it leads to the page that the launch is for."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.certification.accepted import ACTIVITY, COHORT, NO_SERVER_FAULT, PICKER, PLAIN, Attempt
from tests.certification.conftest import OUTCOMES
from tests.certification.scene import Scene

LEADS_TO = {
    "activity": (ACTIVITY, r"/v/[\w-]+/activity/m1-w1"),
    "picker": (PICKER, r"/v/[\w-]+/picker"),
    "cohort": (COHORT, r"/v/[\w-]+/cohort"),
}
CASES = [
    (group, name, attempt, pattern)
    for group, (cases, pattern) in LEADS_TO.items()
    for name, attempt in cases.items()
]


def note(group: str, name: str, answer: TestResponse) -> None:
    """Keep the outcome for the table."""
    where = re.sub(r"/v/[\w-]+", "/v/…", answer.headers.get("Location", "a plain page"))
    OUTCOMES.append((group, name, answer.status_code, f"let in: {where}"))


@pytest.mark.parametrize(
    ("group", "name", "attempt", "pattern"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_it_works(scene: Scene, group: str, name: str, attempt: Attempt, pattern: str) -> None:
    answer = attempt(scene)
    note(group, name, answer)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert re.fullmatch(pattern, answer.headers["Location"])


@pytest.mark.parametrize(("name", "attempt"), PLAIN.items(), ids=PLAIN.keys())
def test_a_person_without_rights_in_the_course_is_told_so(scene: Scene, name: str, attempt: Attempt) -> None:
    answer = attempt(scene)
    note("plain page", name, answer)
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", answer.get_data(as_text=True))) == 1


@pytest.mark.parametrize(("name", "attempt"), NO_SERVER_FAULT.items(), ids=NO_SERVER_FAULT.keys())
def test_an_unusual_launch_is_answered_without_a_fault_of_ours(
    scene: Scene, name: str, attempt: Attempt
) -> None:
    answer = attempt(scene)
    note("unusual", name, answer)
    assert answer.status_code in {200, 303, 404}
