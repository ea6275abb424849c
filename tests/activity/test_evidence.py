"""My evidence: every version of everything submitted, each with the question that it answered, and nobody else's."""

from __future__ import annotations

import re

from flask import Flask

from lti_app.programme.model import Asks, Discussion, RespondToEach
from tests.activity.browsing import Browsing, list_page_faults, read_hidden
from tests.activity.programmes import VIGNETTES, make_activity, make_programme, make_task


def test_every_version_is_there_with_what_it_says(browsing: Browsing) -> None:
    task = "m1-w1/strengths"
    assert "You have not submitted anything yet" in browsing.open("evidence").text
    browsing.do(task)
    page = browsing.open("evidence").text
    assert "Version 1" in page
    assert list_page_faults(page) == []
    browsing.do(task, browsing.open_task(task, "?change=yes").text)
    again = browsing.open("evidence").text
    assert "What you have submitted for 1 task" in again


def test_each_version_is_named_with_its_day_and_its_task(browsing: Browsing) -> None:
    for task in ("m1-w1/strengths", "m1-w1/experience"):
        browsing.do(task)
    page = browsing.open("evidence").text
    named = re.findall(r'summary-text">(.*?)</summary>', page)
    assert len(named) == 2 == len(set(named)), "who lists them by ear hears which is which"
    assert "today" not in page.partition("<main")[2], "a page that is printed says the day"


def test_what_the_pack_asks_no_more_is_kept_with_its_question(app: Flask, browsing: Browsing) -> None:
    app.extensions["programme"] = one = make_programme(make_activity("m1-w1", (make_task("a"),), week=1))
    old = Browsing(browsing.client, browsing.root, one)
    old.press("m1-w1/a", "submit", {"text": "These words stay"})
    app.extensions["programme"] = make_programme(make_activity("m1-w1", (make_task("b"),), week=1))
    page = old.open("evidence").text
    assert "No longer part of the programme" in page
    assert "These words stay" in page
    assert "The question of a" in page


def test_what_was_written_stays_to_be_read_when_its_task_asks_for_something_else(
    app: Flask, browsing: Browsing
) -> None:
    def teach(asks: Asks) -> Browsing:
        week = make_activity("m1-w1", (make_task("a", asks),), week=1)
        app.extensions["programme"] = taught = make_programme(week)
        return Browsing(browsing.client, browsing.root, taught)

    sent = {"response.amira": "Of Amira", "response.leon": "Of Leon"}
    teach(RespondToEach(VIGNETTES)).press("m1-w1/a", "submit", sent)
    fewer = teach(RespondToEach(VIGNETTES[:1]))
    for page in (fewer.open("evidence").text, fewer.open_task("m1-w1/a").text):
        assert page.count("Of Amira") == page.count("Of Leon") == 1
    other = teach(Discussion(("Colleague",))).open("evidence").text
    assert other.count("Of Amira") == other.count("Of Leon") == 1


def test_it_is_the_participant_s_alone(browsing: Browsing, trainer: Browsing) -> None:
    browsing.do("m1-w1/strengths")
    assert trainer.open("evidence").status_code == 404
    assert browsing.client.get(f"{trainer.root}/evidence").status_code == 401


def test_a_draft_thrown_away_by_mistake_can_be_brought_back(browsing: Browsing) -> None:
    task = "m1-w1/strengths"
    browsing.do(task)
    form = browsing.open_task(task, "?change=yes").text
    fields = {"view.1.role": "", "view.1.text": "", "text": "Words that matter"}
    browsing.press(task, "save", fields, form)
    assert "Words that matter" in browsing.open_task(task).text
    thrown = browsing.client.post(
        browsing.task_address(task), data={**read_hidden(form), "do": "discard"}, follow_redirects=True
    )
    assert "Bring the changes back" in thrown.text
    assert "Words that matter" not in thrown.text
    back = browsing.client.post(
        browsing.task_address(task), data={**read_hidden(form), "do": "restore"}, follow_redirects=True
    )
    assert "Words that matter" in back.text
