"""What must be refused is refused: a readable page with a reference, no visit, and a line in the launch log."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.web.current import BROWSER_COOKIE
from tests.certification.conftest import OUTCOMES
from tests.certification.refused import CERTIFICATION, CLAIMS, KEY_SETS, TOKENS, Attempt
from tests.certification.refused_ways import LOGINS, STATES
from tests.certification.scene import Scene
from tests.lti import forge

GROUPS = {
    "certification": CERTIFICATION,
    "token": TOKENS,
    "key set": KEY_SETS,
    "claims": CLAIMS,
    "state": STATES,
    "login": LOGINS,
}
CASES = [(group, name, attempt) for group, cases in GROUPS.items() for name, attempt in cases.items()]


@pytest.mark.parametrize(("group", "name", "attempt"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_it_is_refused(scene: Scene, group: str, name: str, attempt: Attempt) -> None:
    entries_before = scene.count_entries() + (1 if name == "replayed" else 0)
    answer = attempt(scene)
    page = answer.get_data(as_text=True)
    line = scene.read_last_log_line()
    OUTCOMES.append((group, name, answer.status_code, f"refused: {line.reasons}"))
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "text/html"
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert scene.count_entries() == entries_before
    assert line.outcome is LaunchOutcome.REFUSED
    assert line.reasons
    assert line.reference in page
    assert "Traceback" not in page and "<b>no</b>" not in page


def test_of_two_posts_of_one_launch_at_once_exactly_one_opens_a_visit(scene: Scene) -> None:
    client = scene.app.test_client()
    asked = scene.lms.begin(client)
    cookie = client.get_cookie(BROWSER_COOKIE)
    assert cookie is not None
    form = {"id_token": forge.sign(scene.lms.claims(asked["nonce"]), scene.lms.key), "state": asked["state"]}
    before = scene.count_entries()

    def post(_: int) -> int:
        return (
            scene.app.test_client(use_cookies=False)
            .post("/lti/launch", data=form, headers={"Cookie": f"{BROWSER_COOKIE}={cookie.value}"})
            .status_code
        )

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(post, range(8)))
    assert scene.count_entries() == before + 1
    assert set(statuses) <= {303, 400}
    assert 303 in statuses
