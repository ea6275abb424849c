"""Deep linking: what Moodle did with the captured responses, the practice LMS does too."""

import time
from typing import Any

import pytest
import requests

from tests.practice_lms.browsing import Visitor
from tests.practice_lms.replay import read_capture, read_form
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
FRACTION_REFUSED = "Invalid grade value. This must be an integer between 1 and 100"


class Trainer(Visitor):
    """A trainer who has opened the picker."""

    def __init__(self, lms: PracticeLms, tool: StandInTool) -> None:
        super().__init__(lms, "trainer")
        self._tool = tool
        claims = self.claims_of(tool.url, self.begin("/mod/lti/contentitem.php"))
        self.return_url = str(claims[f"{DL}deep_linking_settings"]["deep_link_return_url"])
        self.sesskey = self.return_url.rsplit("=", 1)[1]

    def answer(self, claims: dict[str, Any]) -> requests.Response:
        """Return the page that answers these claims, signed by the tool."""
        signed = self._tool.sign(claims)
        return self.http.post(self.return_url, data={"JWT": signed}, timeout=10)

    def pick(self, *items: dict[str, Any]) -> str:
        """Return where the course page goes on after these items were picked."""
        now = int(time.time())
        claims = {"iss": "practice-client", "iat": now, "exp": now + 300, f"{DL}content_items": list(items)}
        return self.where(self.answer(claims))

    def where(self, answer: requests.Response) -> str:
        """Return the address that the closing dialogue names."""
        return answer.text.partition('data-where="')[2].partition('"')[0]

    def save(self, where: str) -> requests.Response:
        """Return the page after the form at this address was saved as it stood."""
        import html
        import re

        page = self.http.get(f"{self.lms.url}{where}", timeout=10).text
        inputs = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page))
        areas = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', page))
        ticked = {"graded": "on"} if re.search(r'name="graded" checked', page) else {}
        fields = {name: html.unescape(value) for name, value in (inputs | areas).items()}
        return self.post(where, **(fields | ticked | {"sesskey": self.sesskey}))

    def links(self) -> str:
        """Return the course page."""
        return self.http.get(f"{self.lms.url}/course", timeout=10).text


@pytest.fixture
def trainer(lms: PracticeLms, tool: StandInTool) -> Trainer:
    """A trainer with an open picker in an empty course."""
    return Trainer(lms, tool)


def _captured(place: int) -> dict[str, Any]:
    responses = next(
        value for value in read_capture("deep-linking-responses").values() if isinstance(value, list)
    )
    claims: dict[str, Any] = dict(responses[place]["claims"])
    late = int(time.time()) - claims["iat"]
    if claims["exp"] > claims["iat"]:
        claims["exp"] += late
    claims["iat"] += late
    claims["iss"] = "practice-client" if claims["iss"] == "HVMAKAHOeCrny7F" else claims["iss"]
    return claims


def test_one_picked_item_fills_a_form_that_the_trainer_still_saves(
    lms: PracticeLms, trainer: Trainer
) -> None:
    where = trainer.where(trainer.answer(_captured(0)))
    assert lms.line_items() == []
    assert trainer.save(where).url == f"{lms.url}/course"
    (item,) = lms.line_items()
    kept = {name: item[name] for name in ("label", "score_maximum", "resource_id", "tag")}
    assert kept == {"label": "Quiz A", "score_maximum": 87.0, "resource_id": "res-A", "tag": "grade"}
    assert item["review"] == {"url": "http://127.0.0.1:9001/launch?review=1", "custom": {"rev": "1"}}


def test_several_picked_items_are_saved_with_one_button_and_a_fraction_gets_no_grade(
    lms: PracticeLms, tool: StandInTool, trainer: Trainer
) -> None:
    trainer.save(trainer.where(trainer.answer(_captured(4))))
    kept = [(item["label"], item["score_maximum"], item["grade_type"]) for item in lms.line_items()]
    assert kept == [("Multi with LI 10", 10.0, "value"), ("Multi LI resId", 100.0, "none")]


def test_of_several_an_item_with_too_long_a_title_is_left_out_without_a_word(
    lms: PracticeLms, trainer: Trainer
) -> None:
    trainer.save(trainer.where(trainer.answer(_captured(21))))
    page = trainer.links()
    assert "TTTTTTTT" not in page
    assert [title in page for title in ("M500", "Achieving Permanence</h3>", "M last")] == [True, True, True]


@pytest.mark.parametrize(
    ("place", "refusal"),
    [(17, FRACTION_REFUSED), (18, FRACTION_REFUSED), (20, "Maximum of 255 characters")],
)
def test_one_item_that_the_form_refuses_is_not_saved(
    lms: PracticeLms, trainer: Trainer, place: int, refusal: str
) -> None:
    page = trainer.save(trainer.where(trainer.answer(_captured(place))))
    assert refusal in page.text
    assert "<h3>" not in trainer.links()


@pytest.mark.parametrize("place", [6, 8, 9, 16])
def test_an_empty_answer_closes_the_dialogue_and_changes_nothing(trainer: Trainer, place: int) -> None:
    assert trainer.where(trainer.answer(_captured(place))) == "/course"


@pytest.mark.parametrize(
    ("place", "refusal"),
    [
        (10, "Exception - Expired token"),
        (12, "Consumer key is incorrect."),
        (25, "Exception - Object of class stdClass could not be converted to string"),
    ],
)
def test_an_answer_that_moodle_refused_is_refused(trainer: Trainer, place: int, refusal: str) -> None:
    answer = trainer.answer(_captured(place))
    assert refusal in answer.text
    assert trainer.where(answer) == ""


@pytest.mark.parametrize("place", [11, 13, 14, 15])
def test_audience_deployment_and_nonce_are_not_looked_at(trainer: Trainer, place: int) -> None:
    assert trainer.where(trainer.answer(_captured(place))).startswith("/course/add/")


def test_custom_parameters_arrive_as_moodle_kept_them(
    lms: PracticeLms, tool: StandInTool, trainer: Trainer
) -> None:
    trainer.save(trainer.where(trainer.answer(_captured(26))))
    captured = read_capture("launch-student-custom-clash")["claims"][f"{CLAIM}custom"]
    link_id = int(trainer.links().partition('id="link-')[2].partition('"')[0])
    custom = Visitor(lms, "4").launch(tool.url, link_id)[f"{CLAIM}custom"]
    of_item = set(captured) - {"ctx_history", "rl_history", "user_username", "due", "avail", "plain"}
    of_item.discard("context_memberships_url")
    assert {name: custom[name] for name in of_item} == {name: captured[name] for name in of_item}
    assert custom["resource_link_id_history"] == "$ResourceLink.id.history"
    assert custom["context_id_history"] == ""


def test_numbers_and_truths_become_text(lms: PracticeLms, tool: StandInTool, trainer: Trainer) -> None:
    trainer.save(trainer.where(trainer.answer(_captured(3))))
    captured = read_capture("launch-student-custom-types")["claims"][f"{CLAIM}custom"]
    link_id = int(trainer.links().partition('id="link-')[2].partition('"')[0])
    custom = Visitor(lms, "4").launch(tool.url, link_id)[f"{CLAIM}custom"]
    assert {name: custom[name] for name in ("n", "flag", "uni", "nl")} == {
        name: captured[name] for name in ("n", "flag", "uni", "nl")
    }


def test_an_answer_without_the_cookie_is_posted_once_more_from_the_lms(trainer: Trainer) -> None:
    kept = trainer.http.cookies.copy()
    trainer.http.cookies.clear()
    action, fields = read_form(trainer.answer(_captured(0)).text)
    assert fields.keys() == {"JWT", "repost"}
    trainer.http.cookies.update(kept)
    assert trainer.where(trainer.post(action, **fields)).startswith("/course/add/")


def test_a_forged_answer_is_refused(lms: PracticeLms, trainer: Trainer) -> None:
    other = StandInTool()
    try:
        signed = other.sign(_captured(0))
    finally:
        other.stop()
    answer = trainer.http.post(trainer.return_url, data={"JWT": signed}, timeout=10)
    assert "Signature verification failed" in answer.text


def test_only_a_teacher_can_pick(lms: PracticeLms) -> None:
    visitor = Visitor(lms, "4")
    for path in ("/mod/lti/contentitem.php", "/course/pick", "/course/add"):
        assert visitor.http.get(f"{lms.url}{path}", timeout=10).status_code == 403
