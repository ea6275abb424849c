"""A gate that stays shut, whatever address somebody types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lti_app.settings import PROJECT_FOLDER
from tests.journeys.steps_activity import expect_page, visit_address
from tests.journeys.steps_lms import AMINA, WEEK_ONE, open_link
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms


@pytest.fixture(scope="module")
def closed_sentences() -> list[str]:
    """The first sentence of each paragraph of the six vignettes, as the pack has it."""
    folder = (
        PROJECT_FOLDER / "content" / "achieving-permanence" / "module-1" / "m1-w2-vignettes" / "vignettes"
    )
    paragraphs = [part for file in folder.glob("*.md") for part in file.read_text().split("\n\n")]
    sentences = [part.strip().replace("\n", " ").split(". ")[0] for part in paragraphs if part.strip()]
    assert len(list(folder.glob("*.md"))) == 6
    assert len(sentences) > 18
    return sentences


def test_guessed_addresses_of_closed_activities_and_tasks_show_what_opens_them_and_nothing_of_what_they_hold(
    page: Page, lms: PracticeLms, closed_sentences: list[str]
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    expect_page(page, WEEK_ONE)
    base = visit_address(page)
    for guess in (
        "m1-w2",
        "m1-w2-vignettes",
        "m1-w2-vignettes/task/read",
        "m1-w2-vignettes/task/first-responses?change=yes",
        "m1-w2-vignettes/task/reflection",
        "m1-w2/task/reflective-study",
    ):
        answer = page.goto(f"{base}/activity/{guess}")
        assert answer is not None
        assert answer.status == 403, guess
        page_source = " ".join(answer.text().split())
        assert [told for told in closed_sentences if told in page_source] == []
        expect(page.get_by_text("is not open to you yet.")).to_be_visible()
        expect(page.get_by_role("heading", name="What opens it")).to_be_visible()
    page.goto(f"{base}/activity/m1-w2")
    page.get_by_role("button", name="Go to what opens it").click()
    expect_page(page, WEEK_ONE)


def test_the_texts_of_the_vignettes_open_with_week_two_and_their_reflection_with_the_first_responses(
    page: Page, lms: PracticeLms, closed_sentences: list[str]
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    finish_quickly(page, "m1-w1")
    base = visit_address(page)
    opened = page.goto(f"{base}/activity/m1-w2-vignettes/task/read")
    assert opened is not None
    assert opened.status == 200
    closed = page.goto(f"{base}/activity/m1-w2-vignettes/task/reflection")
    assert closed is not None
    assert closed.status == 403
    finish_quickly(page, "m1-w2-vignettes", but=("reflection",))
    reflection = page.goto(f"{base}/activity/m1-w2-vignettes/task/reflection")
    assert reflection is not None
    assert reflection.status == 200
