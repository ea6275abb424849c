"""Words on their way: two tabs, saving by itself, a visit that has ended, and far too many of them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.activity.browsing import (
    Browsing,
    finish,
    list_page_faults,
    make_enough,
    read_hidden,
)
from tests.activity.programmes import make_ref

RESPONSES = "m1-w2-vignettes/first-responses"
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


@pytest.mark.parametrize(("site", "given_back"), [("same-origin", True), ("cross-site", False)])
def test_words_sent_after_the_visit_had_ended_are_given_back_to_their_writer_alone(
    app: Flask, browsing: Browsing, site: str, given_back: bool
) -> None:
    stranger = app.test_client()
    sent = {**read_hidden(browsing.open_task(WRITE).text), "text": "<b>Still</b> here", "do": "submit"}
    answer = stranger.post(browsing.task_address(WRITE), data=sent, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 401
    assert ("&lt;b&gt;Still&lt;/b&gt; here" in answer.text) is given_back
    assert ("What you sent was not saved" in answer.text) is given_back
    assert sent["csrf_token"] not in answer.text
    assert list_page_faults(answer.text) == []


def test_words_sent_to_a_task_that_was_closed_meanwhile_are_given_back(browsing: Browsing) -> None:
    hidden = read_hidden(browsing.open_task(WRITE).text)
    for button in ("save", "submit"):
        sent = {**hidden, "text": "Written for later", "do": button}
        answer = browsing.client.post(browsing.task_address("m1-w2/reflective-study"), data=sent)
        assert answer.status_code == 403
        assert "Your words were not kept" in answer.text
        assert "Written for later" in answer.text
        assert list_page_faults(answer.text) == []


def test_first_responses_sent_twice_are_done_and_others_are_given_back(browsing: Browsing) -> None:
    finish(browsing, "m1-w1")
    browsing.do("m1-w2-vignettes/read")
    page = browsing.open_task(RESPONSES).text
    browsing.do(RESPONSES, page)
    browsing.do(RESPONSES, page)
    asks = browsing.programme.get_task(make_ref(*RESPONSES.split("/"))).asks
    others = dict.fromkeys(make_enough(asks), "On second thoughts")
    answer = browsing.press(RESPONSES, "submit", others, page)
    assert answer.status_code == 409
    assert "On second thoughts" in answer.text
    assert "On second thoughts" not in browsing.open_task(RESPONSES).text


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
