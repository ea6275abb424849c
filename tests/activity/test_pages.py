"""The pages of the pack in a browser without script: every task can be done, saved, mended and changed."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from lti_app.programme.model import ActivityKey, TaskRef, WithWeek
from tests.activity.browsing import (
    Browsing,
    finish,
    list_page_faults,
    make_enough,
    read_banners,
    read_faults,
)
from tests.activity.programmes import make_activity, make_programme, make_task
from tests.builders import TestLms

WRITE = "m1-w1/experience"


def test_every_task_of_both_weeks_is_done_without_script_and_then_all_is_complete(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    assert "9 of 9 essential tasks done" in browsing.open("activity/m1-w1").text
    finish(browsing, "m1-w2-vignettes", "m1-w2")
    week = browsing.open("activity/m1-w2").text
    assert re.search(r"(\d+) of \1 essential tasks done", week)
    assert "0 of 1 essential task done" in browsing.open("activity/m1-w3").text
    shown = browsing.open("programme").text
    assert "2 of 28 weeks done" in shown
    assert shown.count("Marked 100 out of 100") == 1, "week one alone is placed in the course page"


def test_the_page_says_after_a_task_what_happens_with_the_gradebook(browsing: Browsing) -> None:
    first = browsing.press(WRITE, "submit", {"text": "My words"})
    page = browsing.client.get(first.headers["Location"]).text
    assert read_banners(page) == ["‘Identify the experience, knowledge and expertise you bring’ is done"]
    assert "Your gradebook is updated when all are done." in page
    finish(browsing, "m1-w1")
    assert "Your gradebook will be updated." in browsing.open("activity/m1-w1").text


def test_an_address_that_claims_a_task_is_done_confirms_nothing(browsing: Browsing) -> None:
    for moved in ("m1-w1/experience", "m1-w1/none", "m1-w2-vignettes/read", "x", ""):
        assert read_banners(browsing.open(f"activity/m1-w1?moved={moved}").text) == []


def test_what_is_missing_is_said_at_the_top_and_in_place_and_all_typed_text_is_kept(
    browsing: Browsing,
) -> None:
    browsing.do(WRITE)
    finish(browsing, "m1-w1")
    page = browsing.open_task("m1-w1/study-plan", "?change=yes").text
    typed = {
        "goal.1.text": "To <listen> & hear",
        "step.1.what": "Read",
        "step.1.by-day": "99",
        "goal.2.measure": "M",
    }
    answer = browsing.press("m1-w1/study-plan", "submit", typed, page)
    assert answer.status_code == 422
    assert read_faults(answer.text) == [
        "Write how you will know that you have reached goal 1",
        "Write what goal 2 is",
        "Enter the day by which you will take step 1, such as 27 3 2027",
    ]
    assert "To &lt;listen&gt; &amp; hear" in answer.text
    assert 'value="99"' in answer.text
    assert answer.text.count("govuk-error-message") == 3
    assert "<title>Error: " in answer.text
    assert list_page_faults(answer.text) == []


def test_a_study_over_its_limit_is_not_submitted_and_its_draft_is_kept(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    for task in ("read", "first-responses", "reflection"):
        browsing.do(f"m1-w2-vignettes/{task}")
    words = "word " * 501
    answer = browsing.press("m1-w2/reflective-study", "submit", {"text": words})
    assert read_faults(answer.text) == [
        "Your answer has 501 words and the most is 500: take out 1 word. It is saved as a draft"
    ]
    assert words.strip() in browsing.open_task("m1-w2/reflective-study").text


def test_the_way_back_from_a_case_never_leads_to_a_week_that_is_still_closed(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    case = replace(make_activity("case", (make_task("a"),)), opens=(WithWeek(ActivityKey("w1")),))
    week = make_activity("w2", (make_task("b"),), week=2, includes=("case",))
    small = make_programme(make_activity("w1", (make_task("c"),), week=1), week, case)
    app.extensions["programme"] = small
    launched_early = Browsing(client, lms.enter(client, activity="w2"), small)
    assert launched_early.open("activity/w2").status_code == 403
    assert f'{launched_early.root}/activity/case"' in launched_early.open_task("case/a").text
    for button, said in (("save", "is saved"), ("submit", "is done")):
        answer = launched_early.press("case/a", button, {"text": "My words"})
        page = client.get(answer.headers["Location"])
        assert page.status_code == 200
        assert said in page.text


def test_saving_for_later_leads_back_with_a_word_and_the_draft_stands_in_the_form(browsing: Browsing) -> None:
    answer = browsing.press(WRITE, "save", {"text": "Half a thought"})
    assert read_banners(browsing.client.get(answer.headers["Location"]).text) == [
        "Your draft of ‘Identify the experience, knowledge and expertise you bring’ is saved"
    ]
    assert "Half a thought</textarea>" in browsing.open_task(WRITE).text


def test_a_row_is_added_without_script_and_what_was_typed_stays(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    before = browsing.open_task("m1-w1/study-plan", "?change=yes").text
    typed = make_enough(browsing.programme.get_task(TaskRef("m1-w1", "study-plan")).asks)  # type: ignore[arg-type]
    answer = browsing.press("m1-w1/study-plan", "add.goal", {**typed, "goal.2.text": "Another"}, before)
    after = browsing.client.get(answer.headers["Location"]).text
    assert after.count('data-row="goal"') == before.count('data-row="goal"') + 2
    assert "Another</textarea>" in after


def test_a_submitted_answer_is_shown_and_can_be_changed_and_the_change_thrown_away(
    browsing: Browsing,
) -> None:
    browsing.press(WRITE, "submit", {"text": "First version"})
    shown = browsing.open_task(WRITE).text
    assert "First version" in shown
    assert "data-task-form" not in shown
    form = browsing.open_task(WRITE, "?change=yes").text
    assert "First version</textarea>" in form
    browsing.press(WRITE, "save", {"text": "Second thoughts"}, form)
    assert "You have changes that are not submitted" in browsing.open("activity/m1-w1").text
    browsing.press(WRITE, "discard", {})
    assert "First version" in browsing.open_task(WRITE).text
    assert "Second thoughts" not in browsing.open_task(WRITE).text


def test_once_work_has_begun_the_tasks_come_before_what_the_week_is_about(browsing: Browsing) -> None:
    first = browsing.open("activity/m1-w1").text
    assert "By the end you will" in first and "What this is about" not in first
    assert "The essential tasks take about" in first
    browsing.press(WRITE, "submit", {"text": "My words"})
    again = browsing.open("activity/m1-w1").text
    assert again.index("What this is about") < again.index("By the end you will") < again.index("What to do")
    finish(browsing, "m1-w1")
    assert "The essential tasks take about" not in browsing.open("activity/m1-w1").text
