"""The test bench: faults strike as they are set, nothing is recorded twice, and what was kept outlives the process."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.practice_lms.browsing import Visitor
from tests.practice_lms.replay import ask_token, get_token
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

SCORE = "application/vnd.ims.lis.v1.score+json"


def _post_score(
    lms: PracticeLms, token: str, item_id: int, user_id: int, second: int = 0
) -> requests.Response:
    body = {
        "userId": str(user_id),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": f"2026-11-21T10:{second // 60:02}:{second % 60:02}.000Z",
        "scoreGiven": 100,
        "scoreMaximum": 100,
    }
    return requests.post(
        f"{lms.url}/mod/lti/services.php/2/lineitems/{item_id}/lineitem/scores?type_id=1",
        json=body,
        headers={"Authorization": f"Bearer {token}", "Content-Type": SCORE},
        timeout=10,
    )


@pytest.fixture
def placed(lms: PracticeLms, tool: StandInTool) -> tuple[int, str]:
    """A graded link's line item, and a token."""
    return lms.item_of(lms.place("m1-w1", "Week One")), get_token(lms, tool)


def test_fifty_scores_at_once_are_each_recorded_once(lms: PracticeLms, placed: tuple[int, str]) -> None:
    item_id, token = placed
    people = lms.add_people(50)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda person: _post_score(lms, token, item_id, person).status_code, people))
    assert answers == [200] * 50
    assert sorted(row["user_id"] for row in lms.grades()) == people
    assert len(lms.requests("score")) == 50


def test_of_scores_for_one_second_sent_at_once_only_one_is_taken(
    lms: PracticeLms, placed: tuple[int, str]
) -> None:
    item_id, token = placed
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: _post_score(lms, token, item_id, 4).status_code, range(20)))
    assert sorted(answers) == [200] + [409] * 19


def test_a_lost_answer_is_recorded_and_then_the_connection_ends(
    lms: PracticeLms, placed: tuple[int, str]
) -> None:
    lms.set_faults(lost_answer_times=1)
    with pytest.raises(requests.ConnectionError):
        _post_score(lms, placed[1], placed[0], 4)
    assert lms.find_grade("m1-w1", 4) == 100
    (call,) = lms.requests("score")
    assert (call["status"], call["answered"]) == (200, False)
    assert _post_score(lms, placed[1], placed[0], 4).status_code == 409


def test_a_timeout_records_nothing(lms: PracticeLms, placed: tuple[int, str]) -> None:
    lms.set_faults(timeout_ms=50)
    with pytest.raises(requests.ConnectionError):
        _post_score(lms, placed[1], placed[0], 4)
    assert lms.grades() == []


def test_one_401_takes_every_token_with_it(
    lms: PracticeLms, tool: StandInTool, placed: tuple[int, str]
) -> None:
    lms.set_faults(score_401_once=True)
    assert _post_score(lms, placed[1], placed[0], 4).status_code == 401
    assert _post_score(lms, placed[1], placed[0], 4).status_code == 401
    assert _post_score(lms, get_token(lms, tool), placed[0], 4).status_code == 200


def test_a_busy_lms_says_when_to_come_again(lms: PracticeLms, placed: tuple[int, str]) -> None:
    lms.set_faults(score_429_times=1, retry_after_seconds=7)
    answer = _post_score(lms, placed[1], placed[0], 4)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert _post_score(lms, placed[1], placed[0], 4).status_code == 200


@pytest.mark.parametrize(("down", "status"), [(True, 503), ("500", 500)])
def test_an_lms_that_is_down_answers_no_service_but_shows_its_pages(
    lms: PracticeLms, tool: StandInTool, placed: tuple[int, str], down: Any, status: int
) -> None:
    lms.set_faults(down=down)
    assert _post_score(lms, placed[1], placed[0], 4).status_code == status
    assert ask_token(lms, tool).status_code == status
    assert requests.get(lms.registration.jwks_url, timeout=10).status_code == status
    assert requests.get(lms.url, timeout=10).status_code == 200
    assert lms.grades() == []


def test_an_lms_that_is_down_can_close_the_connection(lms: PracticeLms, tool: StandInTool) -> None:
    lms.set_faults(down="close")
    with pytest.raises(requests.ConnectionError):
        ask_token(lms, tool)


def test_an_unknown_fault_is_named(lms: PracticeLms) -> None:
    answer = requests.post(f"{lms.url}/practice/faults", json={"gremlins": True}, timeout=10)
    assert (answer.status_code, answer.json()) == (400, {"error": "not a fault: 'gremlins'"})


@pytest.mark.parametrize(("fault", "told"), [("500", "Error"), ("html", "maintenance"), ("huge", '"keys"')])
def test_the_key_set_can_be_wrong(lms: PracticeLms, fault: str, told: str) -> None:
    lms.set_faults(jwks=fault)
    answer = requests.get(lms.registration.jwks_url, timeout=10)
    assert told in answer.text
    assert (len(answer.content) > 5_000_000) == (fault == "huge")


def test_a_second_run_keeps_course_grades_and_keys(tool: StandInTool, tmp_path: Path) -> None:
    with PracticeLms.start(tool.url, tmp_path) as first:
        item_id = first.item_of(first.place("m1-w1", "Week One"))
        assert _post_score(first, get_token(first, tool), item_id, 4).status_code == 200
        key_set = requests.get(first.registration.jwks_url, timeout=10).json()
    with PracticeLms.start(tool.url, tmp_path) as second:
        assert second.find_grade("m1-w1", 4) == 100
        assert requests.get(second.registration.jwks_url, timeout=10).json() == key_set


def test_links_follow_a_tool_that_has_moved(tool: StandInTool, tmp_path: Path) -> None:
    with PracticeLms.start("http://127.0.0.1:9", tmp_path) as first:
        link_id = first.place_plainly(title="Week One", url="http://127.0.0.1:9/lti/launch?x=1")
    with PracticeLms.start(tool.url, tmp_path) as second:
        assert Visitor(second, "4").begin_launch(link_id)["target_link_uri"] == f"{tool.url}/lti/launch?x=1"


def test_the_course_can_be_changed_by_a_trainer_only(lms: PracticeLms) -> None:
    first, second = lms.place("m1-w1", "Week One"), lms.place("m1-w2", "Week Two")
    trainer, participant = Visitor(lms, "trainer"), Visitor(lms, "4")
    assert participant.post(f"/link/{first}/delete").status_code == 403
    page = trainer.http.get(f"{lms.url}/course", timeout=10).text
    sesskey = page.partition('name="sesskey" value="')[2].partition('"')[0]
    trainer.post(f"/link/{second}/move", sesskey=sesskey, direction="up")
    page = trainer.http.get(f"{lms.url}/course", timeout=10).text
    assert page.index("Week Two") < page.index("Week One")
    trainer.post(f"/link/{first}/delete", sesskey=sesskey)
    assert [item["label"] for item in lms.line_items()] == ["Week Two"]


def test_the_way_back_shows_what_the_tool_says(lms: PracticeLms) -> None:
    back = f"{lms.url}/mod/lti/return.php"
    told = requests.get(back, params={"lti_errormsg": "No such <week>"}, timeout=10).text
    assert "An error occurred when launching the external tool: No such &lt;week&gt;" in told
    assert "All done" in requests.get(back, params={"lti_msg": "All done"}, timeout=10).text
    quiet = requests.get(back, params={"launch_container": "4"}, timeout=10, allow_redirects=False)
    assert quiet.headers["Location"] == "/course"
