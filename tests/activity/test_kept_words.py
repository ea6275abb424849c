"""Words on their way: two tabs, saving by itself, a visit that has ended, and far too many of them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.activity.browsing import (
    Browsing,
    list_page_faults,
)

WRITE = "m1-w1/experience"


def test_a_second_tab_is_shown_both_texts_and_can_keep_either_or_both(browsing: Browsing) -> None:
    first, second = browsing.open_task(WRITE).text, browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "From the first tab"}, first)
    conflict = browsing.press(WRITE, "submit", {"text": "From the second tab"}, second)
    assert conflict.status_code == 409
    assert list_page_faults(conflict.text) == []
    for words in ("From the first tab", "From the second tab"):
        assert words in conflict.text
    mine = {"text": "From the second tab"}
    browsing.press(WRITE, "theirs", mine, conflict.text)
    assert "From the first tab</textarea>" in browsing.open_task(WRITE).text
    browsing.press(WRITE, "join", mine, conflict.text)
    assert "From the first tab\n\nFrom the second tab</textarea>" in browsing.open_task(WRITE).text


def test_my_words_replace_the_other_tab_s_when_i_say_so(browsing: Browsing) -> None:
    first, second = browsing.open_task(WRITE).text, browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "From the first tab"}, first)
    conflict = browsing.press(WRITE, "save", {"text": "From the second tab"}, second)
    browsing.press(WRITE, "mine", {"text": "From the second tab"}, conflict.text)
    page = browsing.open_task(WRITE).text
    assert "From the second tab</textarea>" in page
    assert "From the first tab" not in page


def test_the_page_saves_by_itself_and_is_told_the_version(browsing: Browsing) -> None:
    page = browsing.open_task(WRITE).text
    saved = browsing.autosave(WRITE, {"text": "As I type"}, page)
    assert saved.status_code == 200
    assert (saved.get_json()["state"], saved.get_json()["version"]) == ("saved", 1)
    other = browsing.autosave(WRITE, {"text": "Elsewhere", "editor": "another"}, page)
    assert (other.status_code, other.get_json()) == (409, {"state": "conflict", "version": 1})


def test_a_page_whose_visit_has_ended_is_told_so_in_json(app: Flask, browsing: Browsing) -> None:
    stranger = Browsing(app.test_client(), browsing.root, browsing.programme)
    answer = stranger.autosave(WRITE, {"text": "Still here"}, browsing.open_task(WRITE).text)
    assert (answer.status_code, answer.get_json()["problem"]) == (401, "visit ended")


@pytest.mark.parametrize("button", ["save", "submit"])
def test_more_than_the_service_keeps_is_said_and_the_typed_text_stays_on_the_page(
    browsing: Browsing, button: str
) -> None:
    browsing.press(WRITE, "save", {"text": "Saved before"})
    answer = browsing.press(WRITE, button, {"text": "x" * 60_001})
    assert answer.status_code == 422
    assert "the most that can be kept is 60,000" in answer.text
    assert "x" * 60_001 in answer.text
    assert 'data-unsaved="yes"' in answer.text
    assert "Saved before" in browsing.open_task(WRITE).text


def test_a_form_of_five_megabytes_is_refused_with_a_way_on_and_nothing_saved_is_lost(
    browsing: Browsing,
) -> None:
    page = browsing.open_task(WRITE).text
    browsing.press(WRITE, "save", {"text": "Saved before"}, page)
    answer = browsing.press(WRITE, "submit", {"text": "x" * 5_000_000}, page)
    assert answer.status_code == 413
    assert "Nothing is lost" in answer.text
    assert browsing.autosave(WRITE, {"text": "x" * 5_000_000}, page).status_code == 413
    assert "Saved before" in browsing.open_task(WRITE).text
