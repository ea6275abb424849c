"""The pages of the practice LMS: valid HTML, one heading, a title of their own, a label for each field."""

import re

import html5lib
import pytest

from tests.practice_lms.browsing import Visitor
from tests.practice_lms.server import PracticeLms

PAGES = (
    "/",
    "/course",
    "/course/pick",
    "/course/add",
    "/grades",
    "/grades/{item}/4",
    "/link/{link}",
    "/mod/lti/return.php?lti_msg=Done",
    "/mod/lti/return.php?launch_container=3",
    "/mod/lti/launch.php?id={link}",
    "/mod/lti/contentitem.php",
    "/link/0",
)


@pytest.fixture(scope="module")
def visited(running_lms: PracticeLms) -> dict[str, str]:
    """Every page's text, as a trainer sees it."""
    running_lms.reset()
    link = running_lms.place("m1-w1", 'Week One: "what is <permanence>?"')
    item = running_lms.item_of(link)
    running_lms.override(item, 4, 70)
    running_lms.lock(item, 5)
    trainer = Visitor(running_lms, "trainer")
    return {
        page: trainer.http.get(running_lms.url + page.format(item=item, link=link), timeout=10).text
        for page in PAGES
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_valid_and_has_one_heading_and_a_title(visited: dict[str, str], page: str) -> None:
    text = visited[page]
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r"<title>[^<]{8,}</title>", text)
    assert " style=" not in text


@pytest.mark.parametrize("page", PAGES)
def test_every_field_of_a_page_has_a_label(visited: dict[str, str], page: str) -> None:
    fields = re.findall(r'<(?:input|textarea|select)(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', visited[page])
    assert all(f'<label for="{field}">' in visited[page] for field in fields)


def test_the_frame_of_the_tool_is_as_moodles(visited: dict[str, str]) -> None:
    frame = visited["/link/{link}"].partition("<iframe")[2].partition(">")[0]
    assert "sandbox" not in frame
    assert "allowfullscreen" in frame
    for feature in ("microphone", "camera", "geolocation", "midi", "encrypted-media", "autoplay"):
        assert f"{feature} http://127.0.0.1:" in frame


def test_the_mentor_is_labelled_as_not_of_moodle(visited: dict[str, str]) -> None:
    assert "Mentor (not Moodle)" in visited["/"]


def test_a_participant_sees_their_own_grades_only(running_lms: PracticeLms, visited: dict[str, str]) -> None:
    assert "Tom Llewellyn" in visited["/grades"]
    own = Visitor(running_lms, "4").http.get(f"{running_lms.url}/grades", timeout=10).text
    assert "70.00" in own
    assert "Tom Llewellyn" not in own
